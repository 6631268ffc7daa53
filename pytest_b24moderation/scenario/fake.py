"""Invented data in the portal's language, the same for the same seed; nothing real, nothing large."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pytest_b24moderation.model import ScenarioError
from pytest_b24moderation.scenario.complaints import nearest

MOST = 1_000
"""The largest number that says how much of something is wanted."""

_LOCALES = {
    "en": "en_US", "ru": "ru_RU", "de": "de_DE", "fr": "fr_FR", "es": "es_ES", "la": "es_MX", "it": "it_IT",
    "pl": "pl_PL", "pt": "pt_PT", "br": "pt_BR", "pt-br": "pt_BR", "tr": "tr_TR", "ja": "ja_JP", "ko": "ko_KR",
    "sc": "zh_CN", "tc": "zh_TW", "vn": "vi_VN", "vi": "vi_VN", "th": "th_TH", "id": "id_ID", "uk": "uk_UA",
    "ua": "uk_UA", "ar": "ar_SA", "hi": "hi_IN", "in": "en_IN", "uk-ua": "uk_UA",
}  # fmt: skip
_WORDS = (
    "address", "boolean", "bs", "building_number", "catch_phrase", "city", "color_name", "company", "company_email",
    "company_suffix", "country", "currency_code", "date", "date_of_birth", "date_this_month", "date_this_year",
    "domain_name", "ean13", "email", "first_name", "first_name_female", "first_name_male", "free_email", "future_date",
    "hex_color", "iban", "iso8601", "job", "last_name", "license_plate", "month_name", "name", "name_female",
    "name_male", "numerify", "paragraph", "past_date", "phone_number", "postcode", "pyint", "random_digit",
    "random_element", "random_int", "safe_email", "sentence", "street_address", "street_name", "swift", "text",
    "time", "url", "user_name", "uuid4", "word", "words", "year",
)  # fmt: skip
_FREE_NUMBERS = ("pyint", "random_int", "random_element")


class Fake:
    """The `fake` of templates: `{{ fake.company() }}`. Faker is loaded when it is first asked."""

    def __init__(self, seed: int, language: str) -> None:
        self._seed = seed
        self._language = language
        self._faker: Any = None

    @staticmethod
    def words() -> Sequence[str]:
        """All that can be invented."""
        return _WORDS

    def __getattr__(self, word: str) -> Callable[..., Any]:
        if word not in _WORDS:
            meant = nearest(word, _WORDS)
            raise ScenarioError(f"fake has no {word[:60]}", hint=f"is it fake.{meant}?" if meant else "")
        return lambda *args, **kwargs: self._invent(word, args, kwargs)

    def _invent(self, word: str, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        for number in (*args, *kwargs.values()):
            if word not in _FREE_NUMBERS and isinstance(number, int | float) and abs(number) > MOST:
                raise ScenarioError(f"fake.{word} is asked for too much", None, f"at most {MOST}", str(number)[:60])
        if self._faker is None:
            self._faker = self._begin()
        result = getattr(self._faker, word)(*args, **kwargs)
        return result if isinstance(result, str | int | float | list) else str(result)

    def _begin(self) -> Any:
        from faker import Faker

        faker = Faker(_LOCALES.get(self._language.lower(), "en_US"))
        faker.seed_instance(self._seed)
        return faker
