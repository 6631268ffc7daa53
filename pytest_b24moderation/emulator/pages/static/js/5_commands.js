/* What every application's frame may ask for. `this` is the layout; answer(value) goes to the frame. */
(function () {
  'use strict';

  var BX = window.BX;
  var AppLayout = BX.rest.AppLayout;
  var PATHS = /^\/(crm\/(deal|lead|contact|company)\/details\/\d+\/|crm\/type\/\d+\/details\/\d+\/|marketplace\/|company\/personal\/user\/\d+\/|workgroups\/group\/\d+\/)/;

  function sentence(code, values) {
    BX.notify(BX.message(code, values));
  }

  function saveUserOption(name, value) {
    return BX.ajax.runAction('main.userOption.saveOptions', { newValues: { 0: { c: 'app_options', n: name, v: value } } });
  }

  Object.assign(AppLayout.commands, {
    getInitData: function (params, answer) {
      var own = this.params;
      answer({
        LANG: BX.message('LANGUAGE_ID'),
        DOMAIN: window.location.host,
        PROTOCOL: own.proto,
        PATH: own.restPath,
        AUTH_ID: own.authId,
        AUTH_EXPIRES: own.authExpires,
        REFRESH_ID: own.refreshId,
        MEMBER_ID: own.memberId,
        FIRST_RUN: own.firstRun && this.firstAsked,
        IS_ADMIN: own.isAdmin,
        INSTALL: own.appI,
        USER_OPTIONS: own.userOptions,
        APP_OPTIONS: own.appOptions,
        PLACEMENT: this.placement,
        PLACEMENT_OPTIONS: own.placementOptions
      });
      this.firstAsked = false;
    },

    getInterface: function (params, answer) {
      var denied = this.denied;
      answer({
        command: Object.keys(this.own().commands).filter(function (name) { return !denied[name]; }),
        event: this.own().events.slice()
      });
    },

    placementBindEvent: function (params, answer, callback) {
      if (callback && this.own().events.indexOf(params.event) >= 0) {
        (this.subscriptions[params.event] = this.subscriptions[params.event] || []).push(callback);
      }
    },

    refreshAuth: function (params, answer) {
      var own = this.params;
      this.ask('access_refresh').then(function (fresh) {
        if (!fresh.access_token) {
          return answer(fresh);
        }
        own.authId = fresh.access_token;
        own.refreshId = fresh.refresh_token;
        own.authExpires = fresh.expires_in;
        return answer({ AUTH_ID: own.authId, REFRESH_ID: own.refreshId, AUTH_EXPIRES: own.authExpires });
      });
    },

    resizeWindow: function (params, answer) {
      var box = this.node('appframe_layout');
      var height = parseInt(params.height, 10);
      if (params.width !== undefined && !this.params.heightOnly) {
        box.style.width = params.width === '100%' ? '100%' : (parseInt(params.width, 10) || 100) + 'px';
      }
      if (height > 0) {
        box.style.height = height + 'px';
        box.style.minHeight = '0';
      }
      answer({ width: box.offsetWidth, height: box.offsetHeight });
    },

    setTitle: function (params, answer) {
      var title = document.getElementById('pagetitle');
      if (this.params.popup) {
        this.slider().setTitle(String(params.title));
      } else if (title) {
        title.textContent = String(params.title);
      }
      answer();
    },

    setScroll: function (params, answer) {
      window.scrollTo(window.scrollX, parseInt(params.scroll, 10) || 0);
      answer();
    },

    reloadWindow: function (params, answer) {
      answer();
      window.location.reload();
    },

    setUserOption: function (params, answer) {
      var own = this.params;
      own.userOptions = Object.assign({}, own.userOptions);
      own.userOptions[params.name] = params.value;
      var value = {};
      value[params.name] = params.value;
      saveUserOption('options_' + own.appId, value).then(function () { answer(own.userOptions); });
    },

    setAppOption: function (params, answer) {
      var own = this.params;
      if (!own.isAdmin) {
        answer({ error: 'access_denied' });
        return;
      }
      this.ask('set_option', { options: { 0: { name: params.name, value: params.value } } }).then(function (options) {
        if (!options.error) {
          own.appOptions = Object.assign({}, own.appOptions);
          own.appOptions[params.name] = params.value;
        }
        answer(options.error ? options : own.appOptions);
      });
    },

    setInstall: function (params, answer) {
      this.params.firstRun = false;
      saveUserOption('params_' + this.params.appId + '_' + this.params.appV, { install: params.install ? 1 : 0 })
        .then(function () { answer(true); });
    },

    setInstallFinish: function (params) {
      var done = params.value === undefined || Boolean(params.value);
      this.ask('set_installed', { v: done ? 'Y' : 'N' }).then(function (answer) {
        if (String(answer.result) !== 'true') {
          return;
        }
        var options = { redirect: true };
        BX.top().BX.onCustomEvent('Rest:AppLayout:ApplicationInstall', [done, options]);
        if (options.redirect) {
          var url = new URL(window.location.href);
          url.searchParams.set('install_finished', done ? 'Y' : 'N');
          window.location.href = url.href;
        }
      });
    },

    selectUser: function (params, answer) { BX.dialogs.users(params, answer); },
    selectAccess: function (params, answer) { BX.dialogs.access(params.value || [], answer); },
    selectCRM: function (params, answer) { BX.dialogs.crm(params, answer); },

    openApplication: function (params, answer) {
      AppLayout.openApplication(this.params.id, params, {}, answer);
    },

    closeApplication: function (params, answer) {
      var slider = this.slider();
      answer();
      if (slider) {
        slider.close();
      }
    },

    openPath: function (params, answer) {
      var path = String(params.path || '');
      var url = new URL(path, window.location.origin);
      if (path.charAt(0) !== '/' || url.origin !== window.location.origin || !PATHS.test(url.pathname)) {
        answer({ result: 'error', errorCode: 'PATH_NOT_AVAILABLE' });
        return;
      }
      url.searchParams.set('from', 'rest_placement');
      url.searchParams.set('from_app', this.params.appId);
      BX.SidePanel.Instance.open(url.pathname + url.search, {
        events: { onClose: function () { answer({ result: 'close' }); } }
      });
    },

    imCallTo: function (params) { sentence(params.video ? 'IM_VIDEO' : 'IM_CALL', { WHO: params.userId }); },
    imPhoneTo: function (params) {
      sentence('IM_PHONE', { WHO: params.phone });
      BX.phone(params.phone);
    },
    imOpenMessenger: function (params) { sentence('IM_CHAT', { WHO: params.dialogId || '' }); },
    imOpenHistory: function (params) { sentence('IM_HISTORY', { WHO: params.dialogId || '' }); }
  });
}());
