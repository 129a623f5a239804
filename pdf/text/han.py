"""The regional form of Chinese characters: one code in Unicode has different glyphs in China, Japan and Korea."""

import re

# OpenType distinguishes the forms of Hong Kong and Taiwan.
_READ_IN = {"CN": "zh-Hans", "SG": "zh-Hans", "TW": "zh-Hant", "HK": "zh-HK", "MO": "zh-HK", "JP": "ja", "KR": "ko"}

# Characters in daily use, by the national standards before Unicode. Without other evidence, the first match.
_IN_USE = {"ja": "shift_jis", "zh-Hans": "gb2312", "zh-Hant": "big5", "zh-HK": "big5", "ko": "euc_kr"}

_IDEOGRAPHS = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d]")
_HANGUL = re.compile("[\u1100-\u11ff\uac00-\ud7af]")


def forms_read_in(country: str | None) -> str | None:
    """The form (BCP 47) used in a country (ISO 3166-1); None if it has none of its own."""
    return _READ_IN.get(country or "")


def choose_forms(text: str, usual: str | None) -> str | None:
    """The form (BCP 47) of a text's Chinese characters: `usual` if the text does not determine it, None without any.

    Kana and hangul determine it. So does a character that only one place uses: 门 is used in China, 門 is not.
    """
    if _KANA.search(text):
        return "ja"
    if _HANGUL.search(text):
        return "ko"
    ideographs = "".join(_IDEOGRAPHS.findall(text))
    if not ideographs:
        return usual
    language = (usual or "")[:2]
    likely = sorted(_IN_USE, key=lambda forms: (forms != usual, forms[:2] != language))
    return next((forms for forms in likely if _is_in_use(ideographs, forms)), usual)


def _is_in_use(ideographs: str, forms: str) -> bool:
    try:
        ideographs.encode(_IN_USE[forms])
    except UnicodeEncodeError:
        return False
    return True
