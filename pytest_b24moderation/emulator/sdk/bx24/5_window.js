// What the frame may ask of the page around it: options, dialogs, size, navigation, placement.
BX24.userOption = {
  get: function (name) { return state.userOptions[name]; },
  set: function (name, value) {
    state.userOptions[name] = value;
    send('setUserOption', { name: name, value: value });
  }
};

BX24.appOption = {
  get: function (name) { return state.appOptions[name]; },
  set: function (name, value, callback) {
    if (state.admin) {
      state.appOptions[name] = value;
    }
    send('setAppOption', { name: name, value: value }, callback);
  }
};

function chooseUsers(title, callback, many) {
  if (isFunction(title)) {
    callback = title;
    title = '';
  }
  send('selectUser', { title: title || '', mult: many }, callback);
}

BX24.selectUser = function (title, callback) { chooseUsers(title, callback, false); };
BX24.selectUsers = function (title, callback) { chooseUsers(title, callback, true); };

BX24.selectAccess = function () {
  var given = Array.prototype.slice.call(arguments);
  var callback = given.filter(isFunction)[0];
  var value = given.filter(Array.isArray)[0] || [];
  send('selectAccess', { value: value }, callback);
};

BX24.selectCRM = function (params, callback) {
  if (isFunction(params)) {
    callback = params;
    params = {};
  }
  params = params || {};
  send('selectCRM', {
    entityType: params.entityType || ['lead', 'contact', 'company', 'deal', 'quote'],
    multiple: Boolean(params.multiple),
    value: params.value || []
  }, callback);
};

BX24.resizeWindow = function (width, height, callback) {
  var wide = width === '100%' ? width : parseInt(width, 10) || 100;
  var high = parseInt(height, 10);
  if (high > 0) {
    send('resizeWindow', { width: wide, height: high }, callback);
  }
};

BX24.fitWindow = function (callback) {
  BX24.resizeWindow('100%', BX24.getScrollSize().scrollHeight, callback);
};

BX24.getScrollSize = function () {
  var page = document.documentElement;
  var body = document.body || page;
  return {
    scrollWidth: Math.max(page.scrollWidth, page.offsetWidth, body.scrollWidth),
    scrollHeight: Math.max(body.scrollHeight, body.offsetHeight, page.offsetHeight)
  };
};

BX24.setTitle = function (title, callback) { send('setTitle', { title: String(title) }, callback); };
BX24.scrollParentWindow = function (scroll, callback) {
  var place = parseInt(scroll, 10);
  if (place >= 0) {
    send('setScroll', { scroll: place }, callback);
  }
};
BX24.reloadWindow = function (callback) { send('reloadWindow', null, callback); };

BX24.openApplication = function (params, callback, settings) {
  if (isFunction(params)) {
    settings = callback;
    callback = params;
    params = {};
  }
  var all = {};
  Object.keys(params || {}).forEach(function (key) { all[key] = params[key]; });
  Object.keys(settings || {}).forEach(function (key) { all['bx24_' + key] = settings[key]; });
  send('openApplication', all, callback);
};
BX24.closeApplication = function (callback) { send('closeApplication', null, callback); };
BX24.openPath = function (path, callback) { send('openPath', { path: path }, callback); };

BX24.im = {
  callTo: function (userId, video) { send('imCallTo', { userId: userId, video: Boolean(video) }); },
  phoneTo: function (phone) { send('imPhoneTo', { phone: phone }); },
  openMessenger: function (dialogId) { send('imOpenMessenger', { dialogId: dialogId }); },
  openHistory: function (dialogId) { send('imOpenHistory', { dialogId: dialogId }); }
};

BX24.placement = {
  info: function () {
    return { placement: state.placement, options: state.placementOptions };
  },
  getInterface: function (callback) { send('getInterface', null, callback); },
  call: function (command, params, callback) {
    if (isFunction(params)) {
      callback = params;
      params = null;
    }
    // Names of the library's own functions are not commands of a placement.
    if (isFunction(BX24[command])) {
      return false;
    }
    // What a command like bindValueChangeCallback registers is called every time.
    send(command, params, callback, /^bind\w*Callback$/.test(command));
    return true;
  },
  bindEvent: function (event, callback) { send('placementBindEvent', { event: event }, callback, true); }
};
