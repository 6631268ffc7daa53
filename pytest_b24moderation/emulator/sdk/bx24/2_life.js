// Start, first run, installer, authorisation (restdocs: sdk/bx24-js-sdk/system-functions).
var state = {
  ready: false, // the parent has answered
  open: false, // handlers of init may run
  lang: '', path: '/rest', auth: null, member: '',
  firstRun: false, admin: false, install: false,
  userOptions: {}, appOptions: {}, placement: 'DEFAULT', placementOptions: {}
};
var initHandlers = [];
var installHandlers = [];
var settingUp = false;

// Empty PHP arrays arrive as [] where a mapping is meant.
function asMapping(value) {
  if (typeof value === 'string') {
    value = answerValue(value);
  }
  if (!value || typeof value !== 'object' || (Array.isArray(value) && value.length === 0)) {
    return {};
  }
  return value;
}

function takeAuth(answer) {
  state.auth = {
    access: answer.AUTH_ID,
    refresh: answer.REFRESH_ID,
    until: Date.now() + parseInt(answer.AUTH_EXPIRES, 10) * 1000
  };
}

function runHandlers(handlers) {
  while (handlers.length) {
    handlers.shift()();
  }
}

function opened() {
  settingUp = false;
  state.open = true;
  runHandlers(initHandlers);
}

function runInstallHandlers() {
  var handlers = installHandlers.splice(0);
  handlers.forEach(function (handler) {
    if (typeof handler === 'string') {
      BX24.loadScript(handler, function () { BX24.installFinish(); });
    } else {
      handler();
    }
  });
}

function started(answer) {
  state.ready = true;
  state.lang = answer.LANG;
  state.path = answer.PATH || '/rest';
  state.member = answer.MEMBER_ID;
  state.firstRun = Boolean(answer.FIRST_RUN);
  state.admin = Boolean(answer.IS_ADMIN);
  state.install = Boolean(answer.INSTALL);
  state.userOptions = asMapping(answer.USER_OPTIONS);
  state.appOptions = asMapping(answer.APP_OPTIONS);
  state.placement = answer.PLACEMENT || 'DEFAULT';
  state.placementOptions = asMapping(answer.PLACEMENT_OPTIONS);
  takeAuth(answer);
  // A page may register its handlers after this script: let the document be read first.
  BX24.ready(function () {
    if (state.firstRun && installHandlers.length) {
      settingUp = true;
      state.firstRun = false;
      send('setInstall', { install: true });
      runInstallHandlers();
    } else {
      opened();
    }
  });
}

BX24.init = function (handler) {
  if (!isFunction(handler)) {
    return;
  }
  if (state.open) {
    handler();
  } else {
    initHandlers.push(handler);
  }
};

BX24.install = function (handler) {
  if (!isFunction(handler) && typeof handler !== 'string') {
    return;
  }
  installHandlers.push(handler);
  if (settingUp) {
    runInstallHandlers();
  }
};

BX24.installFinish = function () {
  if (!state.ready) {
    initHandlers.unshift(BX24.installFinish);
  } else if (state.install) {
    state.install = false;
    send('setInstallFinish', {});
  } else if (settingUp) {
    opened();
  }
};

BX24.getAuth = function () {
  if (!state.ready || state.auth.until <= Date.now()) {
    return false;
  }
  return {
    access_token: state.auth.access,
    refresh_token: state.auth.refresh,
    expires_in: state.auth.until,
    domain: portal.domain,
    member_id: state.member
  };
};

BX24.refreshAuth = function (callback) {
  send('refreshAuth', null, function (answer) {
    if (answer && answer.AUTH_ID) {
      takeAuth(answer);
    }
    if (isFunction(callback)) {
      callback(BX24.getAuth());
    }
  });
};

BX24.isAdmin = function () { return state.admin; };
BX24.getLang = function () { return state.lang; };
BX24.getDomain = function () { return portal.domain; };
