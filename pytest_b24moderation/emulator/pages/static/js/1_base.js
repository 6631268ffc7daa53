/* The ground the pages stand on: texts, nodes, requests, events of the page. */
(function () {
  'use strict';

  var BX = window.BX = window.BX || {};
  var messages = {};
  var listeners = {};

  // BX.message({code: text}) adds texts, BX.message('code') gives one; #NAME# is filled from values.
  BX.message = function (given, values) {
    if (typeof given === 'object') {
      Object.assign(messages, given);
      return '';
    }
    var text = Object.prototype.hasOwnProperty.call(messages, given) ? messages[given] : given;
    Object.keys(values || {}).forEach(function (name) {
      text = text.split('#' + name + '#').join(String(values[name]));
    });
    return text;
  };
  BX.bitrix_sessid = function () { return BX.message('bitrix_sessid'); };

  // A node with attributes, text and children; texts never become markup.
  BX.node = function (tag, attributes, children) {
    var node = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) {
      if (name === 'text') {
        node.textContent = attributes.text;
      } else if (name === 'onclick') {
        node.addEventListener('click', attributes.onclick);
      } else if (attributes[name] !== false && attributes[name] !== undefined) {
        node.setAttribute(name, attributes[name] === true ? '' : attributes[name]);
      }
    });
    (children || []).forEach(function (child) {
      node.append(child);
    });
    return node;
  };

  // The title's first letter, for where a picture is missing.
  BX.initial = function (title) {
    return (Array.from(String(title).trim())[0] || '?').toUpperCase();
  };

  // Bracket notation of PHP, as forms are sent here.
  BX.formBody = function (value) {
    var body = new URLSearchParams();
    (function walk(part, name) {
      if (part !== null && typeof part === 'object') {
        Object.keys(part).forEach(function (key) {
          walk(part[key], name ? name + '[' + key + ']' : key);
        });
      } else if (part !== undefined) {
        body.append(name, part === null ? '' : String(part));
      }
    }(value, ''));
    return body;
  };

  function post(url, data) {
    return fetch(url, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'X-Bitrix-Csrf-Token': BX.bitrix_sessid() },
      body: BX.formBody(Object.assign({ sessid: BX.bitrix_sessid(), site: 's1' }, data))
    });
  }

  function dataOf(response) {
    return response.json().then(function (answer) {
      if (answer.status !== 'success') {
        throw answer;
      }
      return answer.data;
    });
  }

  BX.ajax = {
    // The answer's data, or a rejection that holds the list of errors.
    runAction: function (action, data) {
      return post('/bitrix/services/main/ajax.php?action=' + encodeURIComponent(action), data).then(dataOf);
    },
    component: function (name, action, data) {
      return post('/bitrix/services/main/ajax.php?mode=class&c=' + encodeURIComponent(name) + '&action=' + action, data).then(dataOf);
    },
    json: function (url, data) {
      return post(url, data).then(function (response) { return response.json(); });
    },
    html: function (url, data) {
      return post(url, data).then(function (response) { return response.text(); });
    }
  };

  // Put markup of our own server into a node and run its scripts, which innerHTML does not.
  BX.fill = function (node, html) {
    node.innerHTML = html;
    node.querySelectorAll('script').forEach(function (old) {
      var script = document.createElement('script');
      script.textContent = old.textContent;
      old.replaceWith(script);
    });
  };

  BX.addCustomEvent = function (name, handler) {
    (listeners[name] = listeners[name] || []).push(handler);
  };
  BX.removeCustomEvent = function (name, handler) {
    listeners[name] = (listeners[name] || []).filter(function (one) { return one !== handler; });
  };
  BX.onCustomEvent = function (name, parameters) {
    (listeners[name] || []).slice().forEach(function (handler) {
      handler.apply(null, parameters || []);
    });
  };

  // The outermost window of this portal; a page of the portal inside a side panel asks it.
  BX.top = function () {
    var found = window;
    try {
      while (found.parent !== found && found.parent.BX && found.parent.BX.SidePanel) {
        found = found.parent;
      }
    } catch (error) {
      // The parent is somebody else's page: we are the outermost.
    }
    return found;
  };
}());
