// The line to the portal's page: who the parent is, commands out, answers in.
// Wire form: restdocs api-reference/widgets/ui-interaction; the parent is named by window.name.
var bootstrap = String(root.name || '').split('|');
var portal = {
  domain: (bootstrap[0] || '').replace(/:(80|443)$/, ''),
  secure: parseInt(bootstrap[1], 10) === 1,
  sid: bootstrap[2] || ''
};

if (!portal.domain || !portal.sid) {
  throw new Error('Unable to initialize Bitrix24 JS library!');
}

portal.origin = (portal.secure ? 'https://' : 'http://') + portal.domain;

var BX24 = {};
var waiting = {};
var ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';

function callbackId() {
  var id = '';
  while (id.length < 32) {
    id += ALPHABET.charAt(Math.floor(Math.random() * ALPHABET.length));
  }
  return id;
}

function isFunction(value) {
  return typeof value === 'function';
}

// A callback that is kept answers every time (events of a placement), others once.
function send(command, params, callback, kept) {
  var id = '';
  if (isFunction(callback)) {
    id = callbackId();
    waiting[id] = { run: callback, kept: Boolean(kept) };
  }
  var body = params === undefined || params === null ? '' : JSON.stringify(params);
  root.parent.postMessage([command, body, id, portal.sid].join(':'), portal.origin);
}

function answerValue(text) {
  if (text === '') {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    return text;
  }
}

root.addEventListener('message', function (event) {
  if (event.origin !== portal.origin || typeof event.data !== 'string') {
    return;
  }
  var colon = event.data.indexOf(':');
  var id = colon < 0 ? event.data : event.data.slice(0, colon);
  if (!Object.prototype.hasOwnProperty.call(waiting, id)) {
    return;
  }
  var one = waiting[id];
  if (!one.kept) {
    delete waiting[id];
  }
  one.run(answerValue(colon < 0 ? '' : event.data.slice(colon + 1)));
}, false);
