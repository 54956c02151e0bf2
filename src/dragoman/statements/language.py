"""Language: the one in which something was said, where the text says so."""

from __future__ import annotations

import re

from dragoman.records import Span
from dragoman.statements.framing import cut_framing

_NAMES = (
    "ab Abkhaz|aa Afar|af Afrikaans|sq Albanian|am Amharic|ar Arabic|hy Armenian|as Assamese|ay Aymara|az Azerbaijani|"
    "az Azeri|ba Bashkir|eu Basque|be Belarusian|bn Bengali|bn Bangla|bs Bosnian|bg Bulgarian|my Burmese|km Cambodian|"
    "ca Catalan|ce Chechen|zh Chinese|zh Mandarin|zh Cantonese|hr Croatian|cs Czech|da Danish|fa Dari|dv Dhivehi|"
    "nl Dutch|nl Flemish|dz Dzongkha|en English|eo Esperanto|et Estonian|ee Ewe|fo Faroese|fa Farsi|fj Fijian|"
    "tl Filipino|fi Finnish|fr French|ff Fulani|gl Galician|ka Georgian|de German|el Greek|kl Greenlandic|gn Guarani|gu Gujarati|"
    "ht Creole|ha Hausa|he Hebrew|hi Hindi|hu Hungarian|is Icelandic|ig Igbo|id Indonesian|ga Irish|it Italian|"
    "ja Japanese|jv Javanese|kn Kannada|ks Kashmiri|kk Kazakh|km Khmer|rw Kinyarwanda|rn Kirundi|ko Korean|ku Kurdish|"
    "ky Kyrgyz|lo Lao|la Latin|lv Latvian|ln Lingala|lt Lithuanian|lb Luxembourgish|mk Macedonian|mg Malagasy|ms Malay|"
    "ml Malayalam|mt Maltese|mi Maori|mr Marathi|ro Moldovan|mn Mongolian|sr Montenegrin|nd Ndebele|ne Nepali|"
    "no Norwegian|or Odia|om Oromo|os Ossetian|ps Pashto|fa Persian|pl Polish|pt Portuguese|pa Punjabi|qu Quechua|"
    "ro Romanian|ru Russian|sm Samoan|sg Sango|sr Serbian|sn Shona|sd Sindhi|si Sinhala|si Sinhalese|sk Slovak|"
    "sl Slovene|sl Slovenian|so Somali|st Sotho|es Spanish|es Castilian|sw Swahili|ss Swazi|sv Swedish|tl Tagalog|"
    "tg Tajik|ta Tamil|tt Tatar|te Telugu|th Thai|bo Tibetan|ti Tigrinya|to Tongan|ts Tsonga|tn Tswana|tr Turkish|"
    "tk Turkmen|uk Ukrainian|ur Urdu|ug Uyghur|ug Uighur|uz Uzbek|vi Vietnamese|cy Welsh|wo Wolof|xh Xhosa|yi Yiddish|"
    "yo Yoruba|zu Zulu"
)
LANGUAGES: dict[str, str] = {name: code for code, name in (entry.split(" ") for entry in _NAMES.split("|"))}
"""ISO 639-1 codes by English name."""

_ANY = "|".join(sorted(LANGUAGES, key=len, reverse=True))
_SPOKEN = re.compile(
    r"\b(?:in|from(?:\s+the)?(?:\s+original)?)\s+(?:(?:fluent|broken|flawless|perfect|accented|halting|both|the\s+original|"
    rf"Egyptian|Brazilian|American|British|Swiss|Haitian)\s+)*(?P<name>{_ANY})"
    '(?=\\s*[,.;:)"“”\x1f]|\\s+(?:that|on|to|at|before|after|and|or|through|via|during|when|while|with|for|as|by|over|'
    "following|from|late|early|about|last|rather|how|why|what|\x1f|Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|"
    "Saturday)\\b|\\s*\x1f|\\s*$)"
)


def find_language(text: str, sentence: Span, content: tuple[Span, ...]) -> str | None:
    """ISO 639-1 code of the language that the sentence says the words were said in; None: it does not."""
    spoken = _SPOKEN.search(cut_framing(text, sentence, content))
    return LANGUAGES[spoken["name"]] if spoken else None
