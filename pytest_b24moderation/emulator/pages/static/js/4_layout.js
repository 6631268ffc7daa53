/* The parent's side of an application's frame: registry, messages, start. */
(function () {
  'use strict';

  var BX = window.BX;
  var layouts = {};

  function AppLayout(placement, sid, params) {
    this.placement = placement;
    this.sid = sid;
    this.params = params;
    this.denied = {};
    this.subscriptions = {};
    this.origin = params.appProto + '://' + params.appHost + (params.appPort ? ':' + params.appPort : '');
    this.firstAsked = true;
  }

  AppLayout.commands = {};
  // Commands and events of single placements, by a pattern of their codes: [{pattern, commands{}, events[]}].
  AppLayout.placements = [];

  AppLayout.set = function (placement, sid, params) {
    layouts[sid] = new AppLayout(placement, sid, params);
    layouts[sid].popupSlider = AppLayout.current || null;
    if (placement !== 'DEFAULT') {
      layouts[sid].denyInterface(['setTitle', 'setScroll', 'reloadWindow']);
    }
    if (params.popup) {
      layouts[sid].denyInterface(['resizeWindow']);
    }
    return layouts[sid];
  };
  AppLayout.get = function (sid) { return layouts[sid] || null; };
  AppLayout.getPlacement = function (code, layout) {
    return AppLayout.placements.filter(function (one) { return one.pattern.test(code) && one.when(layout); })[0] || { commands: {}, events: [] };
  };
  // Descriptions with a condition, when(layout), go before those without.
  AppLayout.setPlacement = function (pattern, description) {
    var one = { pattern: pattern, commands: description.commands || {}, events: description.events || [], when: description.when || Boolean.bind(null, true) };
    AppLayout.placements[description.when ? 'unshift' : 'push'](one);
  };
  AppLayout.destroy = function (sid) { delete layouts[sid]; };
  AppLayout.initialize = function (placement, sid) { layouts[sid].start(); };

  AppLayout.prototype.node = function (prefix) { return document.getElementById(prefix + '_' + this.sid); };
  AppLayout.prototype.denyInterface = function (names) {
    names.forEach(function (name) { this.denied[name] = true; }, this);
  };
  AppLayout.prototype.own = function () {
    var found = AppLayout.getPlacement(this.placement, this);
    var more = this.params.cardEvent && /^CRM_.+_DETAIL_/.test(this.placement) ? [this.params.cardEvent] : [];
    return more.length ? { commands: found.commands, events: found.events.concat(more) } : found;
  };
  AppLayout.prototype.slider = function () {
    var host = BX.SidePanel.Instance;
    return this.params.popup ? this.popupSlider : host.getSliderByWindow(window);
  };

  AppLayout.prototype.start = function () {
    var layout = this;
    var frame = this.node('appframe');
    var form = document.forms['appform_' + this.sid];
    frame.addEventListener('load', function () { layout.shown(); });
    if (this.params.staticHtml) {
      frame.src = this.params.staticHtml;
    } else {
      if (this.placement !== 'DEFAULT') {
        document.body.append(BX.node('div', { hidden: true }, [form]));
      }
      if (this.params.late) {
        window.setTimeout(function () { form.submit(); }, this.params.late * 1000);
      } else {
        form.submit();
      }
    }
  };

  AppLayout.prototype.shown = function () {
    var loader = this.node('appframe_loading');
    this.node('appframe').classList.remove('app-loading');
    if (loader) {
      loader.classList.add('app-loading-msg-loaded');
      window.setTimeout(function () { loader.remove(); }, 300);
    }
  };

  // Requests of a layout to the portal: action of lazyload.ajax.php.
  AppLayout.prototype.ask = function (action, data) {
    return BX.ajax.json(this.params.ajaxUrl, Object.assign({ action: action, PARAMS: { params: { ID: this.params.id } } }, data));
  };

  AppLayout.prototype.answer = function (callback, value) {
    var frame = this.node('appframe');
    if (callback && frame) {
      frame.contentWindow.postMessage(callback + ':' + (value === undefined ? '' : JSON.stringify(value)), this.origin);
    }
  };

  AppLayout.prototype.run = function (name, params, callback) {
    var owned = this.own().commands;
    var layout = this;
    var known = Object.prototype.hasOwnProperty.call(owned, name) ? owned[name]
      : Object.prototype.hasOwnProperty.call(AppLayout.commands, name) ? AppLayout.commands[name] : null;
    if (!known || this.denied[name]) {
      return;
    }
    known.call(this, params === null || params === undefined ? {} : params, function (value) { layout.answer(callback, value); }, callback);
  };

  function jsonOf(text) {
    try {
      return JSON.parse(text);
    } catch (error) {
      return undefined;
    }
  }

  // Clients that leave out empty pieces shift everything, so the last but one piece is a callback's id only
  // when it looks like one; JSON of a mapping, list or text never does.
  function readText(text) {
    var pieces = text.split(':');
    if (pieces.length < 2) {
      return null;
    }
    var middle = pieces.slice(1, -1);
    var callback = middle.length && /^[\w-]*$/.test(middle[middle.length - 1]) ? middle.pop() : '';
    var body = middle.join(':');
    var params = body === '' ? undefined : jsonOf(body);
    return {
      method: pieces[0],
      appSid: pieces[pieces.length - 1],
      callback: callback,
      params: body !== '' && params === undefined ? body : params
    };
  }

  function readMessage(data) {
    if (typeof data === 'string') {
      return readText(data);
    }
    if (data && typeof data === 'object' && typeof data.method === 'string') {
      return { method: data.method, appSid: data.appSid, callback: data.callback || '', params: data.params };
    }
    return null;
  }

  window.addEventListener('message', function (event) {
    var message = readMessage(event.data);
    var layout = message && Object.prototype.hasOwnProperty.call(layouts, message.appSid) ? layouts[message.appSid] : null;
    var taken = layout && (typeof event.data === 'string' || layout.params.objects);
    if (taken && event.origin === layout.origin) {
      layout.run(message.method, message.params, message.callback);
    }
  });

  // Placement events: everyone who subscribed is told.
  AppLayout.fire = function (pattern, event, value) {
    Object.keys(layouts).forEach(function (sid) {
      var layout = layouts[sid];
      if (pattern.test(layout.placement)) {
        (layout.subscriptions[event] || []).forEach(function (callback) { layout.answer(callback, value); });
      }
    });
  };

  // A slider whose content is asked for here, without a frame of the portal's between.
  AppLayout.openApplication = function (id, params, settings, closed) {
    var top = BX.top();
    if (top !== window) {
      top.BX.rest.AppLayout.openApplication(id, params, settings, closed);
      return;
    }
    settings = settings || {};
    var given = Object.assign({}, params);
    var dress = { width: given.bx24_width, leftBoundary: given.bx24_leftBoundary, title: given.bx24_title, label: given.bx24_label };
    ['bx24_width', 'bx24_leftBoundary', 'bx24_title', 'bx24_label'].forEach(function (key) { delete given[key]; });
    var asked = { ID: id, PLACEMENT_OPTIONS: given, POPUP: 1 };
    if (settings.PLACEMENT) {
      asked.PLACEMENT_OPTIONS = JSON.stringify(given);
      asked.PLACEMENT = settings.PLACEMENT;
      asked.PLACEMENT_ID = settings.PLACEMENT_ID;
    }
    function reopened(installed, options) {
      if (slider === BX.SidePanel.Instance.getTopSlider()) {
        var after = closed;
        closed = null;
        options.redirect = false;
        slider.close();
        AppLayout.openApplication(id, params, settings, after);
      }
    }
    var slider = null;
    BX.addCustomEvent('Rest:AppLayout:ApplicationInstall', reopened);
    BX.SidePanel.Instance.open('/marketplace/app/' + id + '/?_r=' + Math.random(), Object.assign(dress, {
      cacheable: false,
      contentCallback: function (opened) {
        slider = opened;
        return AppLayout.load(opened, asked, dress.title);
      },
      events: {
        onClose: function () {
          BX.removeCustomEvent('Rest:AppLayout:ApplicationInstall', reopened);
          if (closed) {
            closed();
          }
        }
      }
    }));
  };

  AppLayout.load = function (slider, asked, title) {
    return BX.ajax.html('/bitrix/components/bitrix/app.layout/lazyload.ajax.php', { PARAMS: { template: '', params: asked } })
      .then(function (html) {
        var host = BX.node('div', { class: 'app-layout-host' });
        slider.content.replaceChildren(host);
        AppLayout.current = slider;
        BX.fill(host, html);
        AppLayout.current = null;
        if (title) {
          host.classList.add('--titled');
          host.prepend(BX.node('div', { class: 'side-panel-popup-title', text: title }));
        }
      });
  };

  BX.rest = { AppLayout: AppLayout };
}());
