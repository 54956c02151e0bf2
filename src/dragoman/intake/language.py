"""Which language a text is written in: English by its function words, else by py3langid."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

# Function words of English that no other language of the Latin script has among its frequent ones ("in", "is", "was",
# "die", "no", "a", "me" are left out: Dutch, German, Spanish and others have them too).
_ENGLISH = frozenset(
    """
    the and of to that with for from by on at as it its his her their they them he she we our you your this these those
    which who whom whose what when where while would could should will shall may might must have has had been being were
    are be not but or nor if than then there here after before between against into over under about through during
    without within because since until said says also more most other such any some each both all only very own up out
    """.split()
)
NAMES = {
    "af": "Afrikaans", "am": "Amharic", "an": "Aragonese", "ar": "Arabic", "as": "Assamese", "az": "Azerbaijani",
    "be": "Belarusian", "bg": "Bulgarian", "bn": "Bengali", "br": "Breton", "bs": "Bosnian", "ca": "Catalan",
    "cs": "Czech", "cy": "Welsh", "da": "Danish", "de": "German", "dz": "Dzongkha", "el": "Greek", "en": "English",
    "eo": "Esperanto", "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish",
    "fo": "Faroese", "fr": "French", "ga": "Irish", "gl": "Galician", "gu": "Gujarati", "he": "Hebrew", "hi": "Hindi",
    "hr": "Croatian", "ht": "Haitian", "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian", "is": "Icelandic",
    "it": "Italian", "ja": "Japanese", "jv": "Javanese", "ka": "Georgian", "kk": "Kazakh", "km": "Khmer",
    "kn": "Kannada", "ko": "Korean", "ku": "Kurdish", "ky": "Kyrgyz", "la": "Latin", "lb": "Luxembourgish", "lo": "Lao",
    "lt": "Lithuanian", "lv": "Latvian", "mg": "Malagasy", "mk": "Macedonian", "ml": "Malayalam", "mn": "Mongolian",
    "mr": "Marathi", "ms": "Malay", "mt": "Maltese", "my": "Burmese", "nb": "Norwegian", "ne": "Nepali", "nl": "Dutch",
    "nn": "Norwegian Nynorsk", "no": "Norwegian", "oc": "Occitan", "or": "Odia", "pa": "Punjabi", "pl": "Polish",
    "ps": "Pashto", "pt": "Portuguese", "qu": "Quechua", "ro": "Romanian", "ru": "Russian", "rw": "Kinyarwanda",
    "se": "Northern Sami", "si": "Sinhala", "sk": "Slovak", "sl": "Slovenian", "so": "Somali", "sq": "Albanian",
    "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil", "te": "Telugu", "tg": "Tajik", "th": "Thai",
    "tk": "Turkmen", "tl": "Tagalog", "tr": "Turkish", "ug": "Uyghur", "uk": "Ukrainian", "ur": "Urdu", "uz": "Uzbek",
    "vi": "Vietnamese", "vo": "Volapük", "wa": "Walloon", "xh": "Xhosa", "yi": "Yiddish", "zh": "Chinese", "zu": "Zulu",
}  # fmt: skip

_NEAR_ENGLISH = frozenset({"pcm", "sco"})
"""Pidgin and Scots: py3langid's guess for English that is mostly names, numbers or headlines."""
SURE_RATE = 0.2
"""Of ten thousand words of English news 0.37 are in the table; of the closest languages' fewer than 0.1."""
FAIR_RATE = 0.12
"""Below SURE_RATE but above this, py3langid is overruled where it sees another Latin language in a few words."""
SHORT_WORDS = 12
_SAMPLE_CHARS = 20_000


def find_language(text: str) -> str:
    """ISO 639-1 code of the language that `text` is mostly in. A few words in Latin script count as English."""
    sample = text[:_SAMPLE_CHARS]
    words = re.findall(r"[^\W\d_]+", sample.casefold())
    rate = sum(word in _ENGLISH for word in words) / len(words) if words else 0.0
    if rate >= SURE_RATE and _is_latin(sample):
        return "en"
    if len(words) < SHORT_WORDS and _is_latin(sample):
        return "en"
    guess = _classify(sample)
    if guess in _NEAR_ENGLISH and rate:
        return "en"
    return "en" if rate >= FAIR_RATE and len(words) < 4 * SHORT_WORDS and _is_latin(sample) else guess


def name_language(code: str) -> str:
    """ "Spanish (es)"; the code alone where it has no name here."""
    return f"{NAMES[code]} ({code})" if code in NAMES else code


def _is_latin(sample: str) -> bool:
    letters = [char for char in sample[:4000] if char.isalpha()]
    return sum(char < "\u0250" for char in letters) >= 0.7 * len(letters)


def _classify(sample: str) -> str:
    code, _ = _load_identifier().classify(sample)
    return str(code)


@cache
def _load_identifier() -> Any:
    """py3langid with its model, once a process: loading takes most of a second, so only texts in doubt pay it."""
    import py3langid

    return py3langid
