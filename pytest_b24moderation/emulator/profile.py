"""What differs between builds of Bitrix24, or is told differently by its sources: one switch each."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Profile:
    """The switches of a portal; a default is what a cloud portal of 2026 does.

    A test changes one with ``portal.profile = dataclasses.replace(portal.profile, name=value)``.
    """

    name: str = "cloud-2026"
    # -- who may what ---------------------------------------------------------------------
    insufficient_scope_status: int = 401
    """Docs table: 403; live tests of the SDKs and portal source: 401."""
    v3_denied_status: int = 403
    """ACCESSDENIEDEXCEPTION of REST 3.0: docs 403, the Python SDK's live class 401."""
    wrong_webhook_error: str = "INVALID_CREDENTIALS"
    """Error for a wrong webhook secret: INVALID_CREDENTIALS or NO_AUTH_FOUND."""
    wrong_webhook_status: int = 401
    """Docs: 403; the Python SDK's live class: 401."""
    unreadable_is_invalid: bool = True
    """What does not even look like an access token is an invalid_token (the Python SDK's tests); else NO_AUTH_FOUND."""
    portal_deleted_status: int = 403
    """PORTAL_DELETED: docs 500, portal source 403, the Python SDK 410."""
    https_required: bool = True
    """Refuse calls that came by plain http (seen by X-Forwarded-Proto; a bare port counts as https)."""
    context_suffix: bool = True
    """WRONG_AUTH_TYPE says also that an application context is required (newer portals)."""
    calls_by_webhook: bool = True
    """Webhooks register and finish external calls, as exchanges that live by one do; the pages
    (telephony-external-call-register.md, -finish.md) name applications only."""
    crm_role: str = "own"
    """CRM rights of regular users: `all` reads and writes everything, `own` reads everything and writes what
    the user made or is responsible for, `closed` reads and writes only that."""
    dismissal: str = "stop"
    """Integrations of whoever is dismissed: they `stop`, or `preserve` hands them to a system user (new; on the
    portal the administrator chooses, settings/system-user.md)."""
    storage_makers: str = "any"
    """Who may make a storage with entity.add: `any` user of the application (docs), or the `admin` alone [U]."""
    inventory: bool = False
    """The portal keeps accounts of its stock: documents of the warehouse can be booked."""
    checkout_body: str = "form"
    """How ACTION_URI of a payment handler's checkout mode is called: `form`, or `json` (docs say "an array"; published
    handlers read the fields of a form)."""
    activity_responsible: str = "owner"
    """crm.activity.add without RESPONSIBLE_ID: `owner` takes the owner's (the PHP SDK's live tests leave it out), or
    `required` refuses it, as the parameter's page says."""
    # -- OAuth --------------------------------------------------------------------------
    access_lifetime: int = 3600
    """Seconds for which an access token lives."""
    refresh_lifetime: int = 180 * 86400
    """Seconds for which a refresh token lives."""
    code_lifetime: int = 30
    """Seconds for which an authorization code lives."""
    refresh_reuse: str = "strict"
    """A used refresh token: `strict` refuses it with invalid_grant, `lenient` accepts it in the grace."""
    refresh_grace: int = 3600
    """Seconds for which a used refresh token is accepted still, where reuse is lenient."""
    widen_tokens: bool = False
    """Access tokens gain the permissions that an update asked for; else only those that are issued later do [U]."""
    renew_application_token: bool = False
    """Reinstallations and updates give another application token (docs); portal source keeps it [U]."""
    revive_tokens: bool = False
    """Access tokens from before an uninstall work again after reinstallation."""
    code_error: str = "invalid_grant"
    """For a bad authorization code: invalid_grant, or bad_verification_code (older)."""
    payment_oauth_status: int = 400
    """PAYMENT_REQUIRED of the token endpoint: 400 or 401 [U]."""
    absent_app_error: str = "NOT_INSTALLED"
    """The token endpoint for an application that is not installed: NOT_INSTALLED (401) or invalid_client (400)."""
    oauth_host: str = "oauth.bitrix.info"
    """The authorization server that the portal names; oauth.bitrix24.tech in other regions."""
    # -- frame --------------------------------------------------------------------------
    frame_endpoint_fields: bool = True
    """The frame form carries SERVER_ENDPOINT, APPLICATION_TOKEN, APPLICATION_SCOPE (new portals)."""
    default_options: str = "any"
    """PLACEMENT_OPTIONS of DEFAULT: `any` = page parameters with the route's own `any`; `query` = page parameters;
    `absent` = no field when there is nothing to say."""
    uri_key: bool = True
    """PLACEMENT_OPTIONS carries URI, from a Referer of the same origin (2026)."""
    property_answer: bool = True
    """setPropertyValue of robots' settings answers, as samples of the docs await it; older portals are silent [U]."""
    card_event: str = ""
    """The event by which widgets of a CRM card hear that its fields were saved; none by default (the docs have
    bindEntityUpdateCallback for some) [U]."""
    object_commands: bool = True
    """Frames may send commands as objects, as the JS SDK does with those whose name has a colon (new)."""
    sdk_tech_host: bool = True
    """BX24.js is served by api.bitrix24.tech too [U]."""
    # -- pages --------------------------------------------------------------------------
    theme: str = "classic"
    """The left menu: `classic` with ids and data attributes, or `air` (2026), whose items have their text only."""
    login_form: str = "passport"
    """Logging in: `passport` asks in two steps, `classic` is the one form of portals on premises."""
    settings_form: bool = True
    """Installing an application without pages tells that it has an address for its settings (canShowForm, new)."""
    market_pages: str = "new"
    """The Market: `new` under /market/, or `old`: the pages of /marketplace/."""
    stub_text: str = "docs"
    """How it is said that an application is not fully installed: `docs` (2026), or `source`, the older words."""
    task_card: str = "new"
    """A task's card: `new` lists all widgets in one block, `classic` has tabs, a side bar and a top panel."""
    unknown_chat_name: str = "accepted"
    """imconnector.chat.name.set for a chat that no message began: `accepted` (the Python SDK's tests), or `refused`."""
    ballot_of_words: str = "ignored"
    """Keys of a ballot that are no numbers of questions: `ignored` (the Python SDK's tests), or `refused`."""
    booking_moves: bool = True
    """An entry made of a booking takes its place, and a booking that of an entry (restdocs: booking/index.md),
    or both stay."""
    # -- events -------------------------------------------------------------------------
    handler_needs_dot: bool = True
    """Handler URLs must have a dot in their host."""
    events_before_install: bool = False
    """Deliver events to applications whose wizard is not finished."""
    update_event: bool = True
    """ONAPPUPDATE is sent, after the new version is installed."""
    update_drops_handlers: bool = True
    """A version update forgets the event handlers (docs; in code only those of ONAPPINSTALL)."""
    update_drops_placements: bool = False
    """A version update forgets the placements too [U]."""
    install_event_on_update: bool = True
    """ONAPPINSTALL is delivered again when a new version is installed [U]."""
    bot_delete_event: bool = False
    """ONIMBOTDELETE is sent when the application of a bot is removed [U]."""
    user_ready_event: bool = False
    """ONAPPUSERREADY to URL_INSTALL after installation (new; its fields are not documented)."""
    user_ready_data: str = "language"
    """What ONAPPUSERREADY tells: `language` only, or the `user` (USER_ID) too [U]."""
    bots_before_install: bool = False
    """Events of bots are delivered before the wizard is finished, as they have a path of their own [U]."""
    payment_event_token: bool = True
    """ONAPPPAYMENT has application_token; the sample of the docs has none [U]."""
    renewal_data: str = "payment"
    """What ONSUBSCRIPTIONRENEW tells: what ONAPPPAYMENT does (`payment`), or LANGUAGE_ID alone (`language`) [U]."""
    update_event_first: bool = False
    """ONAPPUPDATE is sent when the update begins, to the handlers of the old version; else at its end [U]."""
    update_drops_field_types: bool = False
    """A version update forgets the application's types of user fields [U]."""
    update_drops_connectors: bool = False
    """A version update forgets the application's connectors of open lines [U]."""
    update_drops_pay_systems: bool = False
    """A version update forgets the application's payment handlers, and what was set up with them [U]."""
    update_drops_cashboxes: bool = False
    """A version update forgets the application's cash registers [U]."""
    update_scope_separator: str = ","
    """What stands between the permissions that ONAPPUPDATE tells: a comma (samples), or a space (prose) [U]."""
    processes_before_install: bool = False
    """Robots, activities and message providers are called before the wizard is finished [U]."""
    event_delay: float = 0.0
    """Seconds before an event leaves."""
    # -- REST ---------------------------------------------------------------------------
    task_chats: bool = True
    """Task cards with chats (tasks 25.700.0): ONTASKCOMMENTADD names the message, *UPDATE and *DELETE do not come."""
    absent_call: str = "Call is not found (call should be registered prior to finishing)"
    """How telephony.externalCall.finish words that there is no such call [U]."""
    message_status: bool = False
    """messageservice.message.status.get is there; the docs do not know it [U]."""
    scheme_text: str = "Unsupported event handler protocol"
    """How ERROR_UNSUPPORTED_PROTOCOL is worded [U]."""
    bad_token: str = "The access token provided is invalid"  # noqa: S105 - a wording
    """How invalid_token is worded [U]."""
    time_headers: bool = True
    """Answers name the time they took: X-Bitrix-Rest-Time, -User-Time, -System-Time [U]."""
    page_size: int = 50
    """Rows of one page of a list."""
    batch_size: int = 50
    """Commands of one batch."""
    total_without_count: bool = True
    """With start=-1: `total` is 0 when true, absent otherwise."""
    unbind_weight: int = 2
    """What placement.unbind counts for one removed row: 2 (portal source, the docs' sample), or 1."""
    option_context_error: str = "ACCESS_DENIED"
    """app.option.*, user.option.* outside an application: ACCESS_DENIED (403), or AccessException (400, docs)."""
    rate_limit: bool = False
    """Too many calls are refused with QUERY_LIMIT_EXCEEDED."""
    rate_capacity: int = 250
    """Calls that may be made at once before the limit is felt."""
    rate_drain: float = 5.0
    """Leaky bucket: 50 and 2/s on ordinary plans, 250 and 5/s on the highest."""
    operating_limit: float = 0.0
    """Seconds of work one method may cost an application in ten minutes (cloud: 480); 0 = unlimited."""
    # -- the plan -----------------------------------------------------------------------
    license_type: str = "ent10000"
    """The plan, as app.info tells it (LICENSE_TYPE)."""
    license_family: str = "ent"
    """The family of plans (LICENSE_FAMILY)."""
    features: tuple[str, ...] = field(default=("rest_offline_extended", "rest_auth_connector"))
    """What the plan allows, as feature.get tells it."""

    @property
    def server_endpoint(self) -> str:
        return f"https://{self.oauth_host}/rest/"

    def license(self, language: str) -> str:
        return f"{language}_{self.license_type}"


PROFILES = {
    "cloud-2026": Profile(),
    "box": Profile(
        name="box",
        https_required=False,
        license_type="selfhosted",
        license_family="selfhosted",
        frame_endpoint_fields=False,
        uri_key=False,
        rate_capacity=50,
        rate_drain=2.0,
    ),
}
"""Portal builds by name."""


@dataclass
class Faults:
    """Misbehaviour of the portal itself, switched on by tests and by scenarios; all off at first."""

    rest: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    """Method name → (HTTP status, error, description) that it answers instead."""
    install_error: tuple[str, str] = ("", "")
    """(error, text) with which the Market refuses every installation."""
    helper_code: str = ""
    """Installation is refused by the plan: the code of the helper slider shown instead."""
    oauth_down: bool = False
    """The OAuth server answers 503."""
    portal_deleted: bool = False
    """REST answers PORTAL_DELETED."""
    moved_to: str = ""
    """Portal renamed: REST answers 302 to this host."""
    promo_popup: bool = False
    """Pages show a promotional popup over their content."""
    drop_events: bool = False
    """Nothing is delivered to event handlers."""
    frames_blocked: bool = False
    """Pages forbid foreign frames, so that no application can be shown."""
    finish_refused: str = ""
    """installFinish is refused with this code: the wizard never ends (MARKET_APPLICATION_LIMIT_EXCEEDED, …)."""
    login_check: str = ""
    """What the passport asks beside the password: `captcha`, or `otp` (a one-time code); only a person can answer."""
    late_frame: float = 0.0
    """Seconds that an application's frame waits before it begins to load."""
