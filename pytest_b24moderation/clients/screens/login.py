"""Logging in: the passport's two steps (portal-ui J1) and the classic form (J1b)."""

from __future__ import annotations

from pytest_b24moderation.clients.spots import spot

LOGIN = spot("login field", "input#login", ".b24-network-auth-form-field-input")
PASSWORD = spot("password field", "input#password", '#authorize-layout input[type="password"]')
SUBMIT = spot("button of the login form", 'button[data-action="submit"]', ".b24-network-auth-form-btn")
OTHER_ACCOUNT = spot("other account", '.b24-network-auth-form-user[data-user-id="0"]', '[data-user-id="0"]')
ERROR = spot(
    "error of the login form",
    ".b24-network-auth-form-field-error",
    ".b24-network-auth-form-error",
    ".b24-network-auth-form-alert",
    'form[name="form_auth"] .errortext',
    ".errortext",
)
CLASSIC_LOGIN = spot("login field", 'form[name="form_auth"] input[name="USER_LOGIN"]')
CLASSIC_PASSWORD = spot("password field", 'form[name="form_auth"] input[name="USER_PASSWORD"]')
CLASSIC_SUBMIT = spot(
    "button of the login form", 'form[name="form_auth"] .login-btn', 'form[name="form_auth"] [type="submit"]'
)
HUMAN = spot("captcha or one-time code", 'input[name="captcha_word"]', 'input[name="otp"]', '[data-role*="captcha"]')
INSIDE = spot("person's menu", "#menu-items-block", ".air-user-profile__avatar", "#user-block")
