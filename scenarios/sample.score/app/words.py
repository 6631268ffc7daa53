"""The texts of the interface: English, and Russian where the portal asks for it."""

from __future__ import annotations

TITLES = {"en": "Score", "ru": "Оценка"}

WORDS = {
    "en": {
        "title": "Score",
        "welcome": "Welcome to Score",
        "about": "Score rates every deal by its amount and keeps the history of the ratings.",
        "will": "The next step adds the tab “Score” to deals and rates new deals by itself.",
        "continue": "Continue",
        "ready": "Score is ready",
        "opening": "The solution opens in a moment.",
        "latest": "Latest ratings",
        "none": "No deal has been rated yet. Open a deal and choose the tab “Score”.",
        "deal": "Deal",
        "score": "Score",
        "settings": "Settings",
        "divisor": "One point for every",
        "save": "Save",
        "saved": "The settings are saved.",
        "not_rated": "This deal has not been rated yet.",
        "recalculate": "Recalculate",
        "outside": "Open this solution from Bitrix24.",
        "expired": "This page is too old. Open it again.",
        "failed": "Bitrix24 did not accept the request. Try again in a minute.",
        "number": "Enter a number from 1 to 1000000.",
    },
    "ru": {
        "title": "Оценка",
        "welcome": "Добро пожаловать",
        "about": "Решение оценивает каждую сделку по её сумме и хранит историю оценок.",
        "will": "На следующем шаге в сделках появится вкладка «Оценка», а новые сделки будут оцениваться сами.",
        "continue": "Продолжить",
        "ready": "Всё готово",
        "opening": "Решение сейчас откроется.",
        "latest": "Последние оценки",
        "none": "Ни одна сделка ещё не оценена. Откройте сделку и выберите вкладку «Оценка».",
        "deal": "Сделка",
        "score": "Оценка",
        "settings": "Настройки",
        "divisor": "Один балл за каждые",
        "save": "Сохранить",
        "saved": "Настройки сохранены.",
        "not_rated": "Эта сделка ещё не оценена.",
        "recalculate": "Пересчитать",
        "outside": "Откройте решение из Битрикс24.",
        "expired": "Страница устарела. Откройте её заново.",
        "failed": "Битрикс24 не принял запрос. Повторите через минуту.",
        "number": "Введите число от 1 до 1000000.",
    },
}


def words(language: str) -> dict[str, str]:
    """The texts for a portal's language."""
    code = language.lower()[:2]
    return WORDS["ru" if code in ("ru", "be", "kk") else "en"]
