"""Words and shapes of lines by which news pages give away what is no part of a report.

Matched against plain copies of lines (straight quotes, plain spaces); "…" in a comment stands for anything.
"""
from __future__ import annotations

import re
from collections.abc import Iterator

from kgraph.model import Section

# --- words that news pages share -------------------------------------------------------------------------------------

AGENCIES = {
    "AP": r"(?:the )?associated press|ap", "AFP": r"agence france-presse|afp", "Reuters": r"(?:thomson )?reuters",
    "TASS": r"(?:itar-)?tass", "Interfax": r"interfax", "RIA Novosti": r"ria(?: novosti)?", "Sputnik": r"sputnik",
    "Xinhua": r"xinhua", "PTI": r"pti|press trust of india", "IANS": r"ians", "ANI": r"ani", "dpa": r"dpa",
    "EFE": r"efe", "ANSA": r"ansa", "Kyodo": r"kyodo(?: news)?", "Yonhap": r"yonhap", "UPI": r"upi",
    "Bloomberg": r"bloomberg", "Anadolu": r"anadolu(?: agency)?|aa", "PA": r"press association|pa media",
    "CNN": r"cnn", "Press TV": r"press tv", "IRNA": r"irna", "MNA": r"mna", "Belga": r"belga", "APA": r"apa",
    "CP": r"(?:the )?canadian press", "AAP": r"(?:the )?australian associated press", "Tribune": r"tribune news service|tns",
}
AGENCY = "|".join(AGENCIES.values())
PICTURE_DESK = (AGENCY + r"|(?:ap|afp|reuters) photo|getty(?: images)?(?:/\w+)?|epa(?:-efe)?|shutterstock|istock(?:photo)?|alamy|"
    r"zuma(?: press)?|sipa(?: usa)?|wireimage|nurphoto|polaris|redux|corbis|(?:cq[- ])?roll call|wikimedia(?: commons)?|"
    r"flickr|youtube|twitter|facebook|instagram|pool|handout|file")
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|"
    r"dec(?:ember)?)")
MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
CITIES = re.compile(
    r"(?:abu dhabi|abuja|accra|addis ababa|algiers|amman|amsterdam|ankara|astana|athens|atlanta|auckland|baghdad|baku|bangkok|barcelona|"
    r"beijing|beirut|belgrade|bengaluru|berlin|bogota|bogotá|boston|brasilia|brasília|bratislava|brussels|bucharest|budapest|buenos aires|"
    r"cairo|canberra|cape town|caracas|chennai|chicago|colombo|copenhagen|dakar|dallas|damascus|delhi|denver|detroit|dhaka|doha|"
    r"dubai|dublin|"
    r"edinburgh|frankfurt|gaza(?: city)?|geneva|hanoi|harare|havana|helsinki|hong kong|honolulu|houston|islamabad|istanbul|jakarta|"
    r"jerusalem|"
    r"johannesburg|kabul|karachi|kathmandu|khartoum|kiev|kyiv|kigali|kinshasa|kolkata|kuala lumpur|kuwait city|lagos|lahore|las vegas|lima|"
    r"lisbon|ljubljana|london|los angeles|luxembourg|madrid|manila|melbourne|mexico city|miami|milan|minneapolis|minsk|mogadishu|"
    r"montevideo|"
    r"montreal|moscow|mumbai|munich|nairobi|new delhi|new york|nicosia|oslo|ottawa|paris|philadelphia|phnom penh|prague|pretoria|pyongyang|"
    r"quito|rabat|ramallah|riga|rio de janeiro|riyadh|rome|san francisco|san juan|sanaa|santiago|sao paulo|são paulo|sarajevo|"
    r"seattle|seoul|"
    r"shanghai|singapore|skopje|sofia|st\.? petersburg|stockholm|strasbourg|sydney|taipei|tallinn|tashkent|tbilisi|tehran|tel aviv|"
    r"the hague|tirana|tokyo|toronto|tripoli|tunis|united nations|vatican city|vienna|vilnius|warsaw|washington(?:,? d\.?c\.?)?|wellington|"
    r"yangon|yerevan|zagreb|zurich)", re.I)
SECTIONS_OF_A_SITE = re.compile(
    r"(?:home|news|latest(?: news)?|breaking(?: news)?|world|us|u\.s\.|usa|uk|u\.k\.|europe|asia|africa|americas|middle east|"
    r"politics|elections?|election \d{4}|opinion|editorial|analysis|commentary|business|economy|markets|money|tech(?:nology)?|"
    r"science|health|sports?|entertainment|culture|arts|lifestyle|life|style|travel|national|international|nation|local|"
    r"crime|justice|law|education|environment|climate|media|video|videos|photos|podcasts?|live|exclusive|top stories|the latest)", re.I)
CAP = r"(?:(?:[A-ZÀ-ÖØ-Þ]\.)+|(?:Jr|Sr|St|Mr|Ms|Mrs|Dr)\.|[A-ZÀ-ÖØ-ÞĀ-Ž][\w'-]*)"
NAME = rf"{CAP}(?: (?:{CAP}|de|del|der|di|van|von|al|bin|la|el|of|for|the|and|&)){{0,6}}"
# Names one after the other: every separator can be read in one way only, or a line of "A and A and A …" takes for ever.
SMALL = r"(?:de|del|der|di|van|von|al|bin|la|el|of|for|the|and|&)"
CREDITED = rf"{CAP}(?:(?:,? (?:via )?| ?/ ?)(?:{SMALL} )*{CAP})*"
PERSON = rf"{CAP}(?: (?:{CAP}|de|del|der|di|van|von|al|bin|la|el)){{1,4}}"
SAYS = re.compile(r"\b(?:said|says|told|tells|added|asked|wrote|writes|tweeted|announced|according to|stated|argued|insisted|"
    r"replied)\b", re.I)
SAID_AFTER = re.compile(r",[\"']? (?:[\w.'-]+ ){1,5}(?:said|told|added|wrote|argued|announced)\b|"
                        r",[\"']? (?:said|told|according to)\b", re.I)
PARAGRAPH_END = re.compile(r"[.!?…:;][\"')\]]*$")
SENTENCE_END = re.compile(r"[.!?][\"')\]]*(?=\s|$)")
ABBREVIATION_END = re.compile(r"(?:\b[A-Z]\.(?:[A-Z]\.)*|\b(?:Jr|Sr|Inc|Co|Corp|Ltd|No|vs|Mrs?|Ms|Drs?|St|Govs?|Sens?|Reps?|Gen|Col|Lt|Sgt|"
                              r"Prof|Rev|Hon|Jan|Feb|Aug|Sept?|Oct|Nov|Dec)\.)$")
BLANK = re.compile(r"[\s\ufeff\u200b\u2060]*")
NOT_BLANK = re.compile(r"[^\s\ufeff\u200b\u2060]")
REPORT = frozenset(section for section in Section if section.is_report)
LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
PLAIN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "\xa0": " ", "\u2009": " ", "\u202f": " ", "\t": " "})

# --- whole lines that are never part of a report -----------------------------------------------------------------------
# Matched against the plain copy of a line from its first to its last character; "…" in a comment stands for anything.


def rule(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.I)


PLEA = "|".join((
    r"(?:click|tap|swipe) (?:here|on|the|to|below|above|through)\b.*",
    r"(?:sign|signup) up (?:here|now|today|for|to|with)\b.*", r"subscribe\b.*", r"newsletter sign[- ]?up.*",
    r"(?:like|follow|find|join) (?:us|me|our|him|her|them)\b.{0,80}(?:on|@|newsletter|twitter|facebook|"
    r"instagram|telegram|whatsapp|x).*",
    r"(?:you can )?follow .{2,120}\b(?:on (?:twitter|facebook|instagram|x|social media|google news|telegram)|"
    r"@\w+).*",
    r"download (?:the|our)\b.*\bapp\b.*", r"get (?:the|our)\b.*\b(?:app|newsletter|briefing|alerts?|inbox)\b.*",
    r"get .{0,60}\b(?:news|updates|headlines|stories)\b.{0,80}\b(?:via|inbox|delivered|newsletter|email|"
    r"facebook|daily|here)\b.*",
    r"(?:want|need) (?:more|to (?:read|stay|know|get|keep|receive))\b.{0,160}",
    r"have (?:a|an?y) (?:news )?(?:tips?|stor(?:y|ies)|information)\b.*\?.*", r"do you have .{2,80}\bshare with\b.*",
    r"(?:send|submit) (?:us )?(?:a |your |any )?(?:news )?(?:tips?|letters?|corrections?|feedback)\b.*",
    r"(?:please )?(?:support|donate|contribute|become a (?:member|subscriber|patron))(?: (?:now|today|here|"
    r"to us|our|us|independent|quality)\b.*)?",
    r"(?:find|get|read|see|check out|catch|browse|explore|discover|watch)(?: (?:all|out))?(?: (?:the|our|"
    r"your))? (?:latest|live|breaking|upcoming|trending|newest|full coverage|more (?:news|stories|coverage|"
    r"articles|about|from|on|at|here|of (?:our|the)|politics|videos?|photos)|more (?:news|videos) ?\.\.\.)\b.*",
    r"more videos ?\.*", r"stay (?:tuned|up[- ]to[- ]date|informed|connected|ahead|in the know)\b.*",
    r"check out what's\b.*", r"tell us (?:what|how|your)\b.*",
    r"we(?:'re| are) (?:interested in your|looking for)\b.*feedback.*",
    r"join (?:the|our) (?:conversation|discussion|newsletter|mailing)\b.*", r"go (?:ad[- ]free|premium)\b.*",
    r"(?:already|not) a (?:subscriber|member)\b.*", r"log ?in\b.{0,60}", r"sign in\b.{0,60}",
    r"register (?:now|here|for)\b.{0,80}",
    r"(?:listen|watch) (?:to )?(?:this|the|now|live)\b.{0,100}(?:article|story|podcast|above|below|video|"
    r"episode|now|live|here).*",
    r"listen(?: \d+ min\w*)?", r"(?:new)?you can now listen to\b.*", r"use this (?:link|code)\b.*",
    r"turn on (?:desktop )?notifications.*", r"enable notifications.*", r"allow notifications.*",
))
PAGE = "|".join((
    r"(?:skip )?(?:advert(?:isement|isment|orial)?s?|ad)(?:[ –—-]+(?:advertisement|(?:story |"
    r"article )?continue\w*\b.{0,40}))?",
    r"(?:story|key) highlights", r"live tv", r"chat with us\b.*",
    r"(?:send|give) (?:any|this|a) (?:friend|article|gift|story)\b.{0,40}", r"as a subscriber\b.*",
    r"now playing\b.{0,120}", r"headshot", r"download", r"sponsored(?: content| by.*)?", r"promoted(?: content)?", r"paid (?:content|post)",
    r"(?:article|story|post|text)? ?continues? (?:reading )?(?:below|after)\b.*", r"continue reading\b.*",
    r"scroll (?:down )?(?:for|to continue)\b.*", r"supported by.{0,40}", r"skip (?:to|past)\b.*",
    r"loading(?: comments)?\.*", r"close", r"menu", r"search", r"back to top", r"top", r"next", r"previous", r"prev",
    r"go to homepage", r"view (?:all|more|comments|slideshow|gallery|on)\b.{0,80}",
    r"show (?:more|less|comments|all)", r"hide(?: caption)?", r"toggle caption", r"enlarge(?: this)?(?: image)?",
    r"image", r"photo", r"photos", r"picture", r"video", r"slide ?show", r"gallery", r"photo gallery",
    r"play(?: video)?", r"watch(?: video)?", r"audio", r"interactive(?: feature)?", r"graphic", r"map",
    r"\d+ ?(?:/|of) ?\d+(?: photos?| images?)?", r"(?:\d+|a|one|two|three|four|five) min(?:ute)?s?(?: read)?",
    r"replay", r"unmute", r"fullscreen", r"embed", r"transcript", r"order reprints.*", r"today's paper.*",
    r"reprints?", r"(?:report|suggest|submit) (?:a |an )?(?:correction|typo|error|mistake).*",
    r"quotes? (?:displayed|delayed)\b.*", r"market data\b.*(?:provided|powered)\b.*",
    r"(?:powered|provided|implemented) (?:and implemented )?by\b.{0,60}",
    r"(?:exclusive|breaking|live|developing|premium|members only|opinion|analysis|paywall)", r"read in app",
    r"free trial.*", r"open in .{0,20}app",
))
NOTICE = "|".join((
    r"(?:copyright|©|\(c\)|copyright ©|©️)(?: ?(?:©|\(c\)|\d{4})).{0,300}",
    r".{0,160}\ball rights reserved\b.{0,200}",
    r".{0,80}\b(?:may not be|do not) (?:republish|reproduc|publish|redistribut)\w*\b.{0,160}",
    r"(?:terms of (?:use|service)|privacy(?: policy| notice)?|cookie (?:policy|settings)|do not sell my.*|"
    r"about us|contact us|advertise(?: with us)?|careers|site ?map|help)(?: ?[|·•/&,-] ?.{0,120}| and .{0,80})?",
    r".{0,60}\b(?:uses?|accept|allow|enable) (?:cookies|javascript)\b.{0,200}",
    r"(?:please )?(?:enable|turn on) (?:javascript|cookies)\b.*", r"your browser (?:does not|doesn't|is)\b.*",
    r"(?:please )?verify (?:that )?you(?:'re| are) (?:not a robot|human)\b.*", r"invalid email address\b.*",
    r"please re-?enter\b.*", r"you (?:must|have to) (?:select|be logged in|enter|agree)\b.{0,80}",
    r"you agree to\b.{0,200}", r"thank you for (?:subscribing|signing up|your interest).*",
    r"an error (?:has )?occurred\b.*",
    r"by (?:signing up|subscribing|entering your|clicking|submitting|providing your email)\b.*",
    r"(?:this|the) (?:story|article|post|piece|report|page|headline|version)(?: of this (?:story|article|"
    r"post))? (?:has been|was|is being|will be) (?:(?:last|first|originally|also) )?(?:updated|corrected|"
    r"clarified|amended|edited|modified|revised|published|produced|written by|translated|syndicated|republished|"
    r"reprinted|adapted|provided)\b.{0,300}",
    r"(?:this|the) (?:story|article|post|piece|report) (?:originally|first) (?:appeared|ran)\b.{0,200}",
    r"this is a (?:developing|breaking)\b.{0,60}\b(?:story|news)\b.{0,160}",
    r"(?:an|a previous|the) (?:earlier|previous|original|prior|version|initial)\b.{0,60}\b(?:version|article|"
    r"story|headline|caption|report|post)\b.{0,60}\b(?:misstated|misidentified|misspelled|incorrectly|said|"
    r"stated|gave|referred|described|omitted|included|reported|contained|appears|was)\b.{0,400}",
    r"a version of this (?:article|story|op-ed|review)\b.{0,300}",
    r"(?:corrections?|clarification|editor(?:s'|'s|s)? note|note (?:to|from) (?:the )?(?:editor|reader)s?|"
    r"disclaimer|disclosure|author's note)(?: ?\(.{0,40}\))? ?[:—–-].{0,700}",
    r"correction(?:s|: .{0,30})?",
    r"(?:the )?(?:views|opinions)(?: and opinions)? (?:expressed|presented|in) (?:in|here|on|above|by (?:the |"
    r"our )?(?:authors?|writers?|columnists?|contributors?)|this|are)\b.{0,300}",
    r".{0,100}\b(?:can|may) (?:also )?be (?:accessed|reached|visited|viewed) at\b.{0,60}\b(?:address(?:es)?|"
    r"sites?|mirrors?|domains?)\b.{0,80}",
    r"our standards ?:.{0,100}", r"fox news flash\b.{0,200}", r".{0,80}\bare here\. check out\b.{0,100}",
))
SHARE_WORDS = frozenset((
    "share shares tweet tweets retweet post pin it facebook twitter x pinterest linkedin linked in reddit email e-mail mail print "
    "whatsapp telegram messenger flipboard tumblr google google+ digg stumbleupon viber vk wechat weibo sms copy the link copied save "
    "bookmark like likes comment comments follow us more this article story post page on via to with by your friends show options "
    "sharing gift a font size text aa +").split())
SHARE_VERBS = frozenset(
    "share tweet facebook twitter email e-mail print pinterest linkedin whatsapp reddit flipboard telegram copy follow".split())
COMMENTS = "|".join((
    r"(?:leave|post|add|write|submit) (?:a |your |us a )?(?:reply|comment|response)\b.{0,60}",
    r"your e-?mail address will not be\b.*", r"required fields\b.*",
    r"(?:\d+ |no |view |show |see |read |load |all |join the |hide )*comments?(?: \(?\d*\)?)?(?: (?:are closed|"
    r"off|below|here|section|policy|guidelines))?\.?",
    r"(?:you must be|please) (?:logged|log|sign) ?in to (?:post |leave |add )?(?:a )?(?:comment|reply)\b.*",
    r"save my name\b.*", r"notify me (?:of|by|when)\b.*",
    r"(?:name|email|e-mail|website|comment|your name|your email|message|captcha)(?: address)? ?\*?:?",
    r"post comment", r"submit(?: comment)?", r"cancel reply", r"reply", r"report abuse",
    r"this site uses akismet\b.*", r"learn how your comment data\b.*", r"popular in the community",
    r"conversations?(?: \(?\d+\)?)?", r"be the first to comment.*", r"what do you think\?",
))
TAIL = "|".join((
    r"also (?:read|see|on\b.{0,40}|in (?:the )?news|of interest)",
    r"read (?:also|more|next|this next|the (?:full|rest).{0,40}|more (?:about|on|from|at|here)\b.{0,60})",
    r"see (?:also|more)", r"more",
    r"(?:more )?related(?: (?:articles?|stor(?:y|ies)|coverage|posts?|links?|news|content|topics?|reading|video|"
    r"videos|to this (?:article|story|topic)))?",
    r"you (?:may|might|could) (?:also )?(?:like|be interested in|enjoy|have missed)",
    r"more (?:from|in|on|like this|stories|news|headlines|coverage|articles|top stories|to explore)\b.{0,50}",
    r"(?:recommended|suggested|selected)(?: (?:for you|reading|stories|articles|videos|by.{0,30}))?",
    r"trending(?: (?:now|stories|topics|in.{0,30}|on.{0,30}))?",
    r"most (?:popular|read|viewed|shared|commented|watched|recent|emailed)\b.{0,40}",
    r"popular(?: (?:now|stories|posts|articles|news|in.{0,30}|on.{0,30}))?",
    r"(?:latest|top|other|recent|today's|editors?'?s?'?) (?:news|stories|headlines|articles|posts|videos|picks?|"
    r"top stories|in .{0,30}|from .{0,30})",
    r"up next", r"next (?:article|story|up)", r"previous (?:article|story)", r"from (?:around|across) the web",
    r"around the web", r"sponsored (?:stories|links)", r"promoted (?:stories|links)", r"what's (?:hot|next|trending)",
    r"before you go", r"don't miss", r"in case you missed it", r"editors?'?s?'? picks?", r"tags?", r"topics?",
    r"filed under", r"in this (?:story|article)", r"categories", r"featured(?: (?:stories|videos|articles))?",
    r"what we're reading", r"here's what you need to know",
))
TEASER = "|".join((
    r"(?:(?:also|must|further|more) )?(?:related|read|read (?:also|more|next|this|it)|see (?:also|more|it|"
    r"photos?)|watch|watch (?:live|more|now|video|the video|this)|listen|more|related (?:article|story|stories|"
    r"articles|coverage|link|news|post|posts|video)|also read|also see|also on\b.{0,30}|must[- ]read|"
    r"must[- ]see|video|photos|gallery|in pictures|live updates|full (?:story|coverage|video)|previously|"
    r"recommended|opinion|explainer|fact ?check|poll|quiz|podcast|slideshow|don't miss|in depth|background|"
    r"exclusive video|tags?|topics?|filed under|categories) ?[:|>»] ?\S.{2,250}",
    r"(?:read|see|watch) (?:more|the (?:full|original|rest|entire|video|interview|clip|article|"
    r"story))(?: (?:article|story|interview|report|video|statement|of it|here|of the \w+))? (?:on|at|from|about|"
    r"here|in|above|below)\b.{0,120}",
    r"(?:[»>▶►•] ?).{5,160}",
))
URL = "|".join((
    r"(?:original |source |short |article |page )?(?:url|link|permalink|source)s? ?:?",
    r"(?:(?:original )?(?:url|source|link|via|web|website) ?: ?)?(?:https?://\S+|www\.\S+\.\S+|"
    r"(?:[a-z0-9-]+\.)+(?:com|org|net|ru|ir|uk|de|fr|in|tv|eu|news|info|io|co)(?:/\S*)?)",
))
CONTACT = "|".join((
    r"(?:e-?mail|twitter|facebook|instagram|phone|tel|contact|follow)(?: (?:the )?(?:author|writer|reporter|"
    r"us))? ?[:@].{0,100}",
    r"(?:media|press)(?: (?:contact|inquir(?:y|ies)|enquir(?:y|ies)|relations))s? ?[:–-].{0,160}",
    r"@\w{2,30}(?:[ ,|·]+@\w{2,30})*", r"\S+@\S+\.\w{2,6}",
    r"(?:contact|email|e-mail|write to|reach|tweet) .{2,80}\b(?:at|on|via|@)\b ?\S*@\S+.{0,80}",
    r".{2,60}\bcan be (?:reached|contacted|followed|found)\b.{0,160}@.{0,80}",
    r".{2,60}\b(?:tweets|is on twitter)\b.{0,40}@\w+.{0,40}",
))
TWEET = r"[-–—―]+ ?.{2,60}\(@\w{1,20}\)(?: .{4,40})?"
CREDIT_VERB = (
    r"(?:contributed (?:to (?:this|the) (?:report|story|article|post|piece|dispatch|reporting)|(?:additional )?reporting|"
    r"research|from (?-i:[A-Z]))|provided (?:additional )?reporting|assisted (?:with|in) reporting)")
NAMES = rf"(?-i:{CAP}(?:[,;/]? (?:(?:{SMALL}|in) )*{CAP})*)"
CONTRIBUTORS = (rf"\W?.{{2,250}}\b{CREDIT_VERB}\b.{{0,120}}|\W?(?:(?:additional |original |further )?(?:reporting|writing|editing|"
    rf"research|production|graphics)(?: (?:was contributed|contributed|for this \w+))? (?:by|from) {NAMES}[;,. )]*)+|"
    rf"\W?(?:compiled|edited|translated|reported|produced|filed) by {NAMES}\W?|"
    rf"(?-i:{NAME}(?: and {NAME})?) reported from {NAMES}(?:(?: reported)? from {NAMES})*\.?|"
    r"\W?with (?:additional )?(?:inputs?|reporting|files|contributions?|reports?|material|agency inputs?)(?: (?:from|"
    r"by)\b.{2,120}|\.?)\W?|"
    rf"\W?(?:source|agency|via|from|courtesy)s? ?[:—–-] ?(?:(?:{AGENCY}|agencies|news agencies|agency)(?: ?[,/&+]| and|"
    rf"\b) ?)+\W?|\W?(?:(?:{AGENCY})(?: ?[,/&+-]| and|\b) ?)+\W?|[-–— ]*(?:agencies|news agencies|wire (?:reports|"
    rf"services)|from (?:staff|wire|news service) .{{0,30}}reports?)\W?|"
    r"(?:agencies|wires?)\W?|from .{2,40} (?:wire|news) (?:reports|services?)\W?")

WHOLE_LINE: tuple[tuple[Section, str, re.Pattern[str]], ...] = (
    (Section.URL_LINE, "address", rule(URL)),
    (Section.COMMENT_FORM, "comment form", rule(COMMENTS)),
    (Section.SITE_NOTICE, "page furniture", rule(rf"[-–—* ]*(?:{PAGE})[-–—* ]*[.:]?")),
    (Section.SITE_NOTICE, "invitation", rule(PLEA)),
    (Section.SITE_NOTICE, "notice", rule(NOTICE)),
    (Section.BIO, "contact", rule(CONTACT)),
    (Section.CREDIT, "signature of a post", rule(TWEET)),
    (Section.TEASER, "list of other articles", rule(rf"[-–—*• ]*(?:{TAIL})[-–—* ]*:?")),
    (Section.AGENCY_CREDIT, "contributors", rule(CONTRIBUTORS)),
    (Section.TEASER, "link to another article", rule(TEASER)),
)
CORRECTION = rule(r"correction|clarification|editor(?:s'|'s|s)? note|(?:an|a|the) (?:earlier|previous|original|prior) version of this")
ONE_SENTENCE = frozenset({"link to another article"})
NEVER_FIRST = frozenset({"list of other articles", "link to another article", "invitation", "capitals", "notice"})

DATE = re.compile(
    r"(?:\b|(?<=[A-Z]))(?:(?P<y1>\d{4})[-/.](?P<m1>\d{1,2})[-/.](?P<d1>\d{1,2})|"
    rf"(?P<m2>{MONTH})\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y2>\d{{4}})|"
    rf"(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[ -](?P<m3>{MONTH})\.?,?[ -](?P<y3>\d{{4}}))\b", re.I)
URL_DATE = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})[/-](?P<m>\d{1,2})[/-](?P<d>\d{1,2})(?!\d)")
DATE_WORD = rule(
    rf"{MONTH}\.?|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?|published|posted|updated?|edited|last|first|modified|"
    rf"created|on|at|date|time|of|by|"
    r"\d{1,2}(?:st|nd|rd|th)|\d{4}-\d{2}-\d{2}t[\d.+z-]+|\d{1,4}(?:[./-]\d{1,4}){0,3}(?:am|pm|h)?|a\.?m\.?|p\.?m\.?|noon|midnight|"
    r"gmt|utc|et|e[sd]t|pt|p[sd]t|ct|c[sde]t|cest|mt|m[sd]t|ist|bst|msk|"
    r"\+\d{1,4}|min(?:ute)?s?|read|hours?|days?|ago|local|eastern|pacific|issued|story|article|publication")
DATE_CORE = rule(rf".*(?:\b{MONTH}\b\.? ?\d|\d ?{MONTH}\b|\d{{4}}|\bago\b|\d[:/.]\d).*")
DATE_PREFIX = re.compile(r"\s*(?:(?:date|published|posted|"
    r"updated)\b[: ]*)?(?P<date>\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2})?Z?)?[\s|:–—-]+(?=\S)", re.I)
ROLE = r"(?i:staff|reporter|correspondent|writer|editor|contributor|special)"
BYLINE = re.compile(rf"(?:(?i:(?:(?:written|reported|posted|story|article|text|words|analysis|opinion|report) )?by:?|author:?|"
    rf"from) )(?:{CAP}|[A-Z]{{2,}}\.)(?:,(?=.*\w)| (?:{CAP}|[A-Z]{{2,}}\.|(?:{SMALL}|with|in|at|[|/·•–—-])(?= \S)|@\w+))*"
    rf"(?:,? {ROLE}\b(?:,| [\w|/·•–—&-]+| @\w+)*)?[ ,|·•–—-]*")
BARE_NAMES = re.compile(rf"{PERSON}(?:(?:,| and| &) {PERSON})*(?:(?: ?[,|/•·–—-] ?| )(?i:{AGENCY}|staff(?: writer| reporter)?|"
    rf"reporter|correspondent|contributor|editor|columnist|opinion contributor))?")
JOB = rule(r"(?:by )?(?:the |our )?(?:(?:senior|chief|deputy|national|political|politics|white house|congressional|foreign|"
    r"diplomatic|world|legal|breaking|news|general assignment|enterprise|staff|special|associate|assistant|"
    r"managing|executive|contributing|opinion|moscow|washington|business|us|u\.s\.|capitol hill|investigative|digital|"
    r"trending|freelance)[ -]*)*(?:reporter|correspondent|editor|writer|journalist|columnist|contributor|staff|producer|"
    r"bureau chief)(?: ?[,|@–—-].{0,60}| (?:for|at|in|covering)\b.{0,80})?")
WRITES_FOR_A_LIVING = (
    r"(?:reporter|correspondent|editor|writer|journalist|columnist|contributor|producer|blogger|bureau chief|"
    r"anchor|news associate|intern)")
BIO = re.compile(rf"(?P<name>{PERSON}) (?:is|was|has been|joined|covers|writes|reports|works|serves|"
    rf"worked)\b(?:.{{0,120}}?\b{WRITES_FOR_A_LIVING}s?\b| (?:an? |the )?.{{0,40}}\b(?:for|at|on|about)\b)")
BIO_ROLE = re.compile(rf"(?:is|was|has been|works as|serves as) (?:an? |the |currently |based )?.{{0,100}}?\b{WRITES_FOR_A_LIVING}\b", re.I)
BIO_WENT_ON = rule(r"(?:he|she|they|his|her|their|prior to|before joining|previously|a (?:graduate|native)|you can|read more of|"
    r"more by)\b.*")
OP_ED_ROLE = re.compile(r"(?:is|was) (?:an? |the )?.{0,60}\b(?:professor|fellow|director|author|president|analyst|attorney|lawyer|"
    r"founder|lecturer|researcher|strategist|host|consultant|chairman)\b", re.I)
BREADCRUMB = re.compile(r"[^/>»›|·•]{1,30}(?:\s*(?:\s/\s|>|»|›|\||·|•)\s*[^/>»›|·•]{1,30}){1,5}")

REGION = r"(?:, [A-Z][\w.'-]*(?: [A-Z][\w.'-]*){0,2})?"
DAY = rf"(?:[,.]? ?(?i:{MONTH})\.? \d{{1,2}}\.?(?:,? \d{{4}})?)?"
WIRE = (
    rf"(?: ?[(\[/](?P<wire>(?i:(?:{AGENCY}|agencies|news agencies|agency)(?:[/, -]+(?:{AGENCY}|agencies))*)|"
    rf"[A-Z][\w .'/-]{{1,30}})[)\]/]\.?)")
DASH = r"(?: ?(?:--+|[—–―]|- ) ?)"
CAPITAL_PLACE = r"[A-ZÀ-Þ][A-ZÀ-Þ.'-]+(?:[ /][A-ZÀ-Þ][A-ZÀ-Þ.'-]*){0,4}"
NEXT = r"(?=[\"'(\[$]?[A-ZÀ-Þ0-9])"
DATELINES = (
    re.compile(rf"(?P<place>{CAPITAL_PLACE}){REGION}{DAY}{WIRE}?{DASH}{NEXT}"),
    re.compile(rf"(?P<place>{CAPITAL_PLACE}|{CAP}(?: {CAP}){{0,2}}){REGION}{DAY}{WIRE}(?:{DASH}|: ?| ?){NEXT}"),
    re.compile(rf"(?P<city>(?i:{CITIES.pattern})){REGION}{DAY}{WIRE}?(?:{DASH}| ?: ){NEXT}"),
    re.compile(rf"\((?P<wire>(?i:{AGENCY}))\)(?:{DASH}| ){NEXT}"),
)
NO_PLACE = frozenset(
    "UPDATE UPDATED WATCH LIVE BREAKING CORRECTION EXCLUSIVE ANALYSIS OPINION READ RELATED NEW NOTE VIDEO PHOTOS MORE LISTEN PS NB".split())

CAPTION_START = rule(r"(?:file(?: photo| image| picture)?|photo|image|pictured|caption|photograph|in pictures)(?: (?:-|–|—) |: ?|"
    r"\. ).{5,}|(?:in|on|from) (?:this|an?|these) (?:.{0,60}\b)?(?:photos?|photographs?|images?|pictures?|frame ?grab|video frame|"
    r"screen ?(?:shot|grab)|combination)(?:,| (?:taken|released|provided|from|made|by|shows?|dated|posted|obtained|combination|"
    r"courtesy)\b).*|image caption\b.*|image (?:copyright|source)\b.*")
CAPTION_CUE = rule(r".*(?:\b(?:speaks?|arrives?|attends?|walks?|looks?|listens?|waves?|gestures?|stands?|sits?|poses?|leaves?|holds?|"
    r"addresses|chairs?|shakes?|delivers?|departs?|greets?|watches|testif(?:ies|y)|smiles?|appears?|gather|"
    r"pictured|seen here|shown here|is seen|are seen|file photo|from left|at left|at right|\(left\)|\(right\)|"
    r"\(center\)|\(l\)|\(r\)|left, and|center, )\b|\bl-r\b).*")
SLASHED = rf"(?:{NAME}(?:,? {CAP})?) ?/ ?{NAME}(?: ?/ ?{NAME})*"
CREDIT_TEXT = re.compile(
    rf"(?:(?i:(?:file )?(?:photo|photograph|image|picture|screen ?(?:shot|grab)|illustration|handout|credit|video|graphic|"
    rf"photo illustration)s?\b|courtesy (?:of|photo)\b).{{0,120}}|"
    rf".{{0,80}}\b(?i:getty images|ap photo|afp photo|reuters photo|shutterstock|istock|wikimedia)\b.{{0,60}}|"
    rf"(?P<slashed>{SLASHED})(?:,? via {NAME})?(?:, (?i:file(?: photo)?|pool))*|{NAME},? via (?:{NAME}|{CAP})|(?i:via ).{{2,40}}|"
    rf"(?i:file(?: photo)?|screenshot|handout|pool|supplied))")
BRACKET = re.compile(r"\s*[(\[](?P<inside>[^()\[\]]{2,160})[)\]]\.?$")
NYT_STYLE = re.compile(rf"(?:(?<=[.!?\"')a-z])|(?<=[.!?\"')] )|^)(?:Credit(?:\.\.\.|…|:)? ?)+{CREDITED}$")
LABELLED_CREDIT = re.compile(rf"(?:(?<=[.!?\"')] )|^)(?i:(?:file )?(?:photo(?:graph)?|image|picture|illustration|video)s?(?: (?:by|"
    rf"credit|courtesy(?: of)?|via)|: (?:by |courtesy of )?|/) ?){CREDITED}$")
SLASH_CREDIT = re.compile(rf"(?:(?<=[.!?\"')] )|(?<=[.!?\"')])|^)(?:{SLASHED}|{NAME},? via {NAME}|"
    rf"(?i:(?:via )?getty images(?:/\w+)?|ap photo(?: ?/ ?[\w .'-]{{2,40}})?))(?:,? via {NAME})?$")
UNSTOPPED_CREDIT = re.compile(rf"(?: (?:{CAP} ){{1,2}}{CAP} ?/ ?(?i:{PICTURE_DESK})|(?: |/)(?i:via getty images|/ ?getty images))$")


def sentence_ends(text: str, start: int, end: int) -> Iterator[int]:
    """Where sentences end in a stretch of plain text, behind their last mark; not behind an abbreviation.

    >>> list(sentence_ends("He left. Mr. Lind (of St. Gallen) stayed!", 0, 41))
    [8, 41]
    """
    for mark in SENTENCE_END.finditer(text, start, end):
        if not ABBREVIATION_END.search(text[max(mark.start() - 8, start) : mark.start() + 1]):
            yield mark.end()
