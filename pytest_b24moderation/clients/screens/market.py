"""The Market: a solution's card, the install popup, the list of what is installed, the uninstall popup.

portal-ui J2, J3, J8, J11; old pages (section 5) as fallbacks.
"""

from __future__ import annotations

from pytest_b24moderation.clients.spots import Spot, spot

INSTALL_WORDS = r"^\s*(install|установить)"
UNINSTALL_WORDS = r"^\s*(uninstall|delete|удалить)"

NAME = spot("solution's name on the card", ".market-detail__header-info_name", ".mp-detail-main-title")
NOT_FOUND = spot(
    "message of the card", "body", text=r"application was not found|приложение не найдено|access denied|доступ запрещ"
)
INSTALL = spot(
    "button Install on the card",
    ".market-detail__header-info_block-btn .ui-btn-success",
    ".mp-detail-main-controls a.ui-btn",
    text=INSTALL_WORDS,
)
INSTALL_DISABLED = spot(
    "disabled button Install", ".market-detail__header-info_block-btn .ui-btn-disabled", text=INSTALL_WORDS
)
CARD_UNINSTALL = spot(
    "button Uninstall on the card",
    ".market-detail__header-info_block-btn .ui-btn-light-border",
    ".mp-detail-main-controls a.ui-btn",
    text=UNINSTALL_WORDS,
)

POPUP = spot("install popup", ".market-popup__window", "#APP_INSTALL_FORM")
BOXES: tuple[Spot, ...] = (
    spot("box of the Market's terms of use", '[data-role="market-tos-license"]', "#mp_tos_license"),
    spot("box of the licence agreement", '[data-role="market-install-license"]', "#mp_detail_license"),
    spot("box of the privacy policy", '[data-role="market-install-confidentiality"]', "#mp_detail_confidentiality"),
)
CONFIRM = spot(
    "button Install of the popup",
    ".market-popup__window .popup-window-buttons .ui-btn-success",
    ".popup-window-button-accept",
)
POPUP_ERROR = spot("error of the install popup", "#market-license-error", "#mp_detail_error", "#mp_error")
BALLOON = spot("notification", ".ui-notification-balloon-message", ".ui-notification-balloon-content")
OPEN_NOW = spot("button Open after installation", ".market-popup__success-button .ui-btn-success")

OLD_AJAX = "/bitrix/tools/rest.php"
INSTALL_AJAX = ("market.Application.install", OLD_AJAX)
UNINSTALL_AJAX = ("market.Application.uninstall", OLD_AJAX)
"""Where the newer and the older Market ask."""

INSTALLED_LIST = "/market/installed/"
LIST = spot("list of installed solutions", ".market-catalog__elements", "#market-wrapper-vue", "#mp-installed-block")


def detail(code: str) -> str:
    """Path of a solution's card."""
    return f"/market/detail/{code}/"


def item_menu(code: str) -> Spot:
    """The button of the context menu of a solution in the list."""
    return spot("menu of the installed solution", f'[data-app-code="{code}"] .market-catalog__elements-item_btn-more')


def old_uninstall(code: str) -> Spot:
    """The button Uninstall in the older list, which needs no menu."""
    return spot(
        "button Uninstall of the older list",
        f'[data-app-code="{code}"] .rest-mp-installed-item-param-buttons a',
        ".rest-mp-installed-item-param-buttons a",
        text=UNINSTALL_WORDS,
    )


def item_uninstall(code: str) -> Spot:
    """The entry Uninstall in that menu."""
    return spot(
        "menu entry Uninstall",
        f'[id="menu-popup-list-item-menu-{code}"] .menu-popup-item',
        ".menu-popup-item",
        text=UNINSTALL_WORDS,
    )


def clean_box(code: str) -> Spot:
    """The box "delete application settings and data"; its label's `for` does not lead to it."""
    return spot(
        "box that deletes settings and data",
        f'[id="market_delete_confirm_popup_{code}"] input[name="delete-data"]',
        ".market_delete_confirm_cb input",
        "#delete_data",
    )


def confirm_uninstall(code: str) -> Spot:
    """The button that uninstalls."""
    return spot(
        "button Uninstall of the popup",
        f'[id="market_delete_confirm_popup_{code}"] .popup-window-button-decline',
        "#mp_delete_confirm_popup .popup-window-button-decline",
    )
