"""A Russian portal's dictionaries: names in the order of the seeds. restdocs: api-reference/crm/status."""

from __future__ import annotations

from pytest_b24moderation.emulator.scopes.crm import seeds

_STAGES = {
    "STATUS": ("Не обработан", "В работе", "Обработан", "Качественный лид", "Некачественный лид"),
    "DEAL_STAGE": (
        "Новая", "Подготовка документов", "Счёт на предоплату", "В работе", "Финальный счёт", "Сделка успешна",
        "Сделка провалена", "Анализ причины провала",
    ),
    "QUOTE_STATUS": ("Черновик", "Отправлено клиенту", "Не получен ответ", "Принято", "Отклонено"),
    "INVOICES": ("Новый", "Отправлен клиенту", "Оплачен", "Не оплачен"),
    "SMART": ("Начало", "Подготовка", "Согласование", "Успех", "Провал"),
}  # fmt: skip
_WORDS = {
    "SOURCE": (
        "Звонок", "Электронная почта", "Веб-сайт", "Реклама", "Существующий клиент", "По рекомендации", "Выставка",
        "CRM-форма", "Обратный звонок", "Генератор продаж", "Интернет-магазин", "Другое",
    ),
    "DEAL_TYPE": ("Продажа", "Комплексная продажа", "Товары", "Услуги", "Сервисное обслуживание"),
    "CONTACT_TYPE": ("Клиенты", "Поставщики", "Партнёры", "Другое"),
    "COMPANY_TYPE": ("Клиент", "Поставщик", "Конкурент", "Партнёр", "Другое"),
    "INDUSTRY": (
        "Информационные технологии", "Телекоммуникации и связь", "Производство", "Банковские услуги", "Консалтинг",
        "Финансы", "Другое",
    ),
    "EMPLOYEES": ("менее 50", "50–250", "250–500", "более 500"),
    "HONORIFIC": ("г-н", "г-жа", "г-жа", "д-р"),
    "EVENT_TYPE": ("Информация", "Телефонный звонок", "Письмо"),
}  # fmt: skip
_DICTIONARIES = {
    "STATUS": "Стадии лидов", "SOURCE": "Источники", "CONTACT_TYPE": "Тип контакта", "COMPANY_TYPE": "Тип компании",
    "EMPLOYEES": "Количество сотрудников", "INDUSTRY": "Сфера деятельности", "DEAL_TYPE": "Тип сделки",
    "DEAL_STAGE": "Стадии сделок", "EVENT_TYPE": "Тип события", "HONORIFIC": "Обращения",
    "QUOTE_STATUS": "Стадии предложений",
}  # fmt: skip


def seeded(language: str, dictionary: str) -> tuple[tuple[str, str, str, str], ...]:
    """The first rows of a dictionary, of invoices ("INVOICES") or of a smart process ("SMART"), in that language."""
    own = {"INVOICES": seeds.INVOICES, "SMART": seeds.SMART}
    rows = own.get(dictionary) or seeds.STATUSES[dictionary]
    names = {**_STAGES, **_WORDS}[dictionary] if language == "ru" else [row[1] for row in rows]
    return tuple((code, name, color, kind) for (code, _, color, kind), name in zip(rows, names, strict=True))


def dictionaries(language: str) -> dict[str, str]:
    """Dictionary → what it is called."""
    return _DICTIONARIES if language == "ru" else seeds.ENTITY_TYPES
