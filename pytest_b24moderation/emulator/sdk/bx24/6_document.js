// Small things for the page itself (restdocs: sdk/bx24-js-sdk/additional-functions).
var ALIASES = {
  mousewheel: ['DOMMouseScroll'],
  transitionend: ['webkitTransitionEnd', 'msTransitionEnd', 'oTransitionEnd']
};
var documentHandlers = [];
var documentRead = document.readyState !== 'loading';
var proxies = [];
var proxyContexts = [];

function eachName(name, act) {
  [name].concat(ALIASES[name] || []).forEach(act);
}

BX24.bind = function (element, name, handler) {
  if (element) {
    eachName(name, function (one) { element.addEventListener(one, handler, false); });
  }
};
BX24.unbind = function (element, name, handler) {
  if (element) {
    eachName(name, function (one) { element.removeEventListener(one, handler, false); });
  }
};

BX24.proxy = function (handler, context) {
  var known = proxies.filter(function (one) { return one.handler === handler && one.context === context; })[0];
  if (!known) {
    known = { handler: handler, context: context };
    known.proxy = function () {
      proxyContexts.push(this);
      try {
        return handler.apply(context, arguments);
      } finally {
        proxyContexts.pop();
      }
    };
    proxies.push(known);
  }
  return known.proxy;
};
BX24.proxyContext = function () {
  return proxyContexts.length ? proxyContexts[proxyContexts.length - 1] : null;
};

BX24.isReady = function () { return documentRead; };
BX24.ready = function (handler) {
  if (documentRead) {
    handler();
  } else {
    documentHandlers.push(handler);
  }
};

BX24.loadScript = function (script, callback) {
  var left = Array.isArray(script) ? script.slice() : [script];
  function loadNext() {
    if (!left.length) {
      if (isFunction(callback)) {
        callback();
      }
      return;
    }
    var node = document.createElement('script');
    node.src = left.shift();
    node.onload = node.onerror = loadNext;
    document.head.appendChild(node);
  }
  BX24.ready(loadNext);
};

BX24.canUse = function (name) {
  return isFunction(String(name).split('.').reduce(function (owner, key) {
    return owner === undefined || owner === null ? undefined : owner[key];
  }, BX24));
};

document.addEventListener('DOMContentLoaded', function () {
  documentRead = true;
  runHandlers(documentHandlers);
}, false);

root.BX24 = BX24;
send('getInitData', null, started);
