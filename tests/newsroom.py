"""Invented articles for tests of clustering: two affairs of one senator, floods in two cities, and what newsrooms make besides."""

from __future__ import annotations

BRIBES = {
    "bribes/herald": """Senator Marlow charged with taking bribes from builder

Senator Helen Marlow was charged on Tuesday with accepting $400,000 in bribes from Dunmore Construction, the company that won the contract to rebuild the harbour of Port Ellis.

Prosecutors said Marlow had met the firm's chief executive, Victor Lang, at a hunting lodge in March 2019 and had promised him that the tender would be written for his company. Two months later the first payment reached an account in the name of her brother-in-law.

"The senator sold her office," the prosecutor Ruth Adeyemi told reporters outside the courthouse. Marlow, a member of the Progress Party who has represented the coast for 12 years, denied the charges and said she would not resign. Her lawyer called the indictment a work of fiction.

If convicted, she faces up to 15 years in prison. Lang, who was arrested at his home on Monday, is said to be talking to investigators.""",
    "bribes/courier": """Harbour contract: Marlow indicted over secret payments

Prosecutors have indicted Senator Helen Marlow for corruption, accusing her of steering a harbour contract to a builder who paid her family hundreds of thousands of dollars.

The indictment, unsealed on Tuesday, describes five transfers from Dunmore Construction to a relative of the senator between 2019 and 2020. In return, it says, Marlow saw to it that rival bidders for the work in Port Ellis were shut out of the tender.

The head of Dunmore, Victor Lang, was taken into custody a day earlier. People familiar with the case say he has offered to testify.

Marlow, who sits on the budget committee, told supporters that she was innocent and the victim of a campaign. The Progress Party suspended her from its leadership but stopped short of asking her to step down. The trial could begin in the autumn, said Ruth Adeyemi, who leads the prosecution.""",
    "bribes/wire": """Builder's money reached senator's family, indictment says

PORT ELLIS - A company that was hired to rebuild the harbour here paid more than $400,000 to a relative of Senator Helen Marlow, according to an indictment made public on Tuesday.

The charges of bribery and fraud follow an investigation of two years into Dunmore Construction. Its chief executive Victor Lang was arrested on Monday.

Investigators found emails in which Lang thanked the senator for "keeping the others out", a reference to competing bids. Marlow rejects the accusation. "I never took a cent," she said.

The prosecutor, Ruth Adeyemi, said more people might be charged. The harbour, damaged in a storm six years ago, is still unfinished, and costs have doubled to $90 million.""",
}
WATER = {
    "water/herald": """Marlow's water bill fails as farm states revolt

The Senate on Thursday voted down a bill by Senator Helen Marlow that would have put a price on irrigation water drawn from the Tarn River, after senators from farm states of both parties turned against it.

The measure fell 41 to 58. It would have charged growers for every cubic metre above a quota and spent the revenue on repairing leaking pipes in towns downstream.

"Our rivers are running dry and we did nothing tonight," Marlow, of the Progress Party, said after the vote. Almond and rice growers had driven hundreds of tractors to the capital in protest.

Senator Paul Ostrander, who led the opposition, said the fees would have bankrupted small farms. Hydrologists say the Tarn has lost a third of its flow since 1990 because of drought and pumping.""",
    "water/courier": """Senate rejects fees on irrigation from the Tarn

A plan to make farmers pay for the water they pump out of the Tarn River was defeated in the Senate on Thursday by 58 votes to 41.

Its author, Senator Helen Marlow of the Progress Party, had argued that free irrigation was draining the river and that towns downstream were left with dry taps during the drought. But 14 members of her own party from farming states joined the opposition.

Growers, who had blocked the capital's roads with tractors all week, cheered the result. "This would have finished us," said Ana Vidal, who farms rice.

Paul Ostrander, the senator who organised the revolt, promised a bill of his own that would pay growers for saving water. Hydrologists doubt that voluntary quotas can restore the river's flow.""",
    "water/wire": """Tractors go home after irrigation fees are voted down

Farmers ended a week of tractor protests on Thursday after the Senate rejected quotas and fees for irrigation from the Tarn River.

The bill, sponsored by Helen Marlow, failed by 41 votes to 58. Senator Paul Ostrander said rice and almond growers had been spared ruin.

Marlow said she would try again next year. The Tarn carries a third less water than it did in 1990, hydrologists say, and several towns downstream have rationed drinking water because of the drought.""",
}
FLOODS = {
    "ostra/herald": """Six dead as river bursts its banks in Ostra

At least six people died and thousands were driven from their homes when the river Lem burst its banks in Ostra on Sunday after two days of heavy rain.

Water stood two metres deep in the old town. Firefighters in boats took patients out of the Saint Anna hospital, and soldiers filled sandbags along the Bridge of Weavers.

Mayor Tomas Brezin declared an emergency and said 4,000 people had been evacuated. "We have never seen the Lem so high," he said. The weather service expects more rain on Monday.""",
    "ostra/wire": """Ostra floods: hospital evacuated, death toll at six

OSTRA - Rescue workers evacuated a hospital and searched for missing people after floods killed six in the city of Ostra on Sunday.

The river Lem rose five metres within hours and flooded the old town. Tomas Brezin, the mayor, said some 4,000 residents had left their homes and that sandbags were running out.

Three of the dead were found in a cellar near the Bridge of Weavers, police said. Forecasters warned of further heavy rain.""",
    "belmora/herald": """Flash flood kills four in Belmora after dam overflows

Four people were killed in Belmora on Monday when water from an overflowing dam swept through the suburb of Quinta Real, carrying away cars and a school bus.

Heavy rain had filled the San Telmo reservoir over the weekend. Governor Lucia Ferrant said engineers had opened the gates too late, and ordered an inquiry.

Rescuers pulled 22 children from the bus. Some 900 people spent the night in a stadium.""",
    "belmora/wire": """Inquiry ordered after Belmora dam spills, four dead

BELMORA - Governor Lucia Ferrant ordered an inquiry into the operators of the San Telmo dam after a flash flood killed four people in Quinta Real on Monday.

Children had to be rescued from a school bus that was caught in the water. About 900 residents were taken to a stadium.

The operators said heavy rain had filled the reservoir faster than forecast and that the gates were opened as soon as possible.""",
}
FOLLOW_UP = """Builder to testify against Senator Marlow

Victor Lang, the chief executive of Dunmore Construction, has agreed to testify against Senator Helen Marlow in return for a lighter sentence, a court in Port Ellis heard on Tuesday.

Lang admitted that he had paid the senator's brother-in-law to win the harbour contract. The prosecutor Ruth Adeyemi said his testimony would show that the tender had been rigged.

Marlow, who pleaded not guilty to bribery last week, did not attend. Her lawyer said nobody should believe a man who was buying his freedom."""
LIVE_BLOG = """Marlow indictment - live: senator denies bribes as builder is questioned

5.40pm: That is all from us today. The main points: Senator Helen Marlow has been indicted for bribery over the harbour contract in Port Ellis, and denies everything.

4.55pm: The Progress Party has suspended Marlow from its leadership, our political editor reports.

4.10pm: Victor Lang of Dunmore Construction is still being questioned, police tell us.

3.30pm: Elsewhere, shares closed lower and the football association has named a new coach. More in our sports blog.

2.45pm: "The senator sold her office," says the prosecutor, Ruth Adeyemi. She speaks of $400,000 that went to a relative.

2.05pm: A reader asks what a tender is. It is the way in which contracts are put out to bids.

1.30pm: Good afternoon and welcome. We are waiting for the prosecutors to make the indictment public."""
BRIEF = """Senator indicted

Senator Helen Marlow was indicted on Tuesday for taking bribes from a builder. Prosecutors say Dunmore Construction paid $400,000 to her family to win the contract for the harbour of Port Ellis. She denies the charges. The company's chief executive, Victor Lang, was arrested on Monday."""
HEADLINE_ALONE = "Senator Helen Marlow charged with taking bribes over Port Ellis harbour contract"
UNRELATED = """Museum finds lost symphony in a piano stool

Curators at the music museum of Vellin have found the manuscript of a symphony that was thought to have burned in 1874. It lay in a piano stool that a widow had left to the museum. The orchestra will play it in May."""
