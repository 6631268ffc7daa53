/* The Market card and the popup that installs. */
(function () {
  'use strict';

  var BX = window.BX;
  var SECONDS = 15;
  var SHOWN_SCOPES = 6;

  function box(role, sentence) {
    var label = BX.node('label', { class: 'market-popup__agreement_label' }, [BX.node('input', { type: 'checkbox', 'data-role': role })]);
    var text = BX.node('span');
    var parts = sentence.text.split('#LINK#');
    text.append(parts[0]);
    if (parts.length > 1) {
      text.append(BX.node('a', { class: 'market-popup__agreement_label-link', href: sentence.url, target: '_blank', rel: 'noopener', text: sentence.name }), parts[1]);
    }
    label.append(text);
    return label;
  }

  function scopes(app) {
    var list = BX.node('div', { class: 'market-popup__modules-list' }, app.scopes.map(function (name, index) {
      return BX.node('div', { class: 'market-popup__modules-item' + (index >= SHOWN_SCOPES ? ' --hidden' : '') }, [
        BX.node('span', { class: 'market-popup__modules-item_text', text: name })
      ]);
    }));
    var holder = BX.node('div', { class: 'market-popup__modules' }, [BX.node('div', { class: 'market-popup__modules-title', text: BX.message('SCOPES') }), list]);
    if (app.scopes.length > SHOWN_SCOPES) {
      var more = BX.node('span', { class: 'market-popup__modules-more', text: BX.message('SCOPES_ALL', { N: app.scopes.length }), onclick: function () {
        list.querySelectorAll('.--hidden').forEach(function (item) { item.classList.remove('--hidden'); });
        more.remove();
      } });
      holder.append(more);
    }
    return holder;
  }

  function Installer(app) {
    this.app = app;
    this.error = BX.node('div', { id: 'market-license-error', role: 'alert' });
    this.step = BX.node('div', { class: 'market-popup__container' }, [
      BX.node('div', { class: 'market-popup__header' }, [
        BX.node('div', { class: 'market-popup__icon', text: BX.initial(app.name) }),
        BX.node('div', {}, [
          BX.node('div', { class: 'market-popup__header-title', text: BX.message(app.update ? 'UPDATE_TITLE' : 'INSTALL_TITLE', { APP: app.name }) }),
          BX.node('span', { class: 'market-popup__header-label --version', text: BX.message('VERSION', { N: app.version }) })
        ])
      ]),
      app.scopes.length ? scopes(app) : '',
      BX.node('div', { class: 'market-popup__agreement' }, app.boxes.map(function (one) { return box(one.role, one); })),
      this.error
    ]);
  }

  Installer.prototype.open = function () {
    var installer = this;
    this.popup = BX.popup({
      id: 'market-popup-' + this.app.code,
      className: 'market-popup__window',
      content: BX.node('div', { class: 'market-popup' }, [this.step]),
      onclose: function () { window.clearInterval(installer.timer); },
      buttons: [
        { text: BX.message(this.app.update ? 'UPDATE' : 'INSTALL'), className: 'ui-btn-success', onclick: function (popup, button) { installer.agree(button); } },
        { text: BX.message('CANCEL'), className: 'ui-btn-link', onclick: function (popup) { popup.close(); } }
      ]
    });
  };

  Installer.prototype.agree = function (button) {
    var missing = Array.from(this.step.querySelectorAll('input[type="checkbox"]')).filter(function (one) { return !one.checked; });
    if (missing.length) {
      var terms = missing[0].getAttribute('data-role') === 'market-tos-license';
      this.error.textContent = BX.message(terms ? 'TOS_MISSING' : 'LICENCE_MISSING');
      return;
    }
    this.error.textContent = '';
    button.classList.add('ui-btn-wait');
    this.install();
  };

  Installer.prototype.say = function (name, children) {
    this.step.replaceChildren(BX.node('div', { class: name }, children));
  };

  Installer.prototype.install = function () {
    var installer = this;
    var app = this.app;
    this.popup.buttons.classList.add('--hidden');
    this.say('market-popup__process', [
      BX.node('div', { class: 'market-install-loader' }),
      BX.node('div', { class: 'market-popup__points-text', text: BX.message('INSTALLING') })
    ]);
    BX.ajax.runAction('market.Application.install', { code: app.code, version: app.version, checkHash: app.checkHash, installHash: app.installHash })
      .then(function (answer) {
        if (answer.error) {
          installer.refused(answer);
        } else {
          installer.finished(answer);
        }
      }, function (answer) {
        installer.refused({ error: ((answer.errors || [])[0] || {}).message || BX.message('INSTALL_ERROR') });
      });
  };

  Installer.prototype.refused = function (answer) {
    this.popup.close();
    if (answer.helperCode) {
      BX.infoHelper(answer.helperCode);
      return;
    }
    BX.notify([answer.error, answer.errorDescription].filter(Boolean).join('\n'), 12);
    window.setTimeout(function () { reloadCard(); }, 3000);
  };

  Installer.prototype.finished = function (answer) {
    var installer = this;
    var left = SECONDS;
    var counter = BX.node('span', { class: 'market-popup__info-app-launch_counter', text: String(left) });
    var note = BX.node('div', { class: 'market-popup__info-app-launch' });
    if (answer.installed) {
      BX.top().BX.onCustomEvent('Rest:AppLayout:ApplicationInstall', [true, { redirect: false }]);
    }
    if (answer.open) {
      var parts = BX.message('LAUNCH_IN').split('#N#');
      note.append(parts[0], counter, parts[1] || '');
    } else {
      note.textContent = BX.message('NO_INTERFACE');
    }
    this.say('market-popup__points', [
      BX.node('div', { class: 'market-popup__points-mark', text: '✓' }),
      BX.node('div', { class: 'market-popup__points-text', text: BX.message('INSTALLED', { APP: this.app.name }) }),
      note,
      BX.node('div', { class: 'market-popup__success-button' }, [
        BX.node('button', { type: 'button', class: 'ui-btn ui-btn-success', text: BX.message(answer.open ? 'OPEN_APP' : 'READY'), onclick: function () { installer.leave(answer); } })
      ])
    ]);
    if (answer.open) {
      this.timer = window.setInterval(function () {
        left -= 1;
        counter.textContent = String(left);
        if (left <= 0) {
          installer.leave(answer);
        }
      }, 1000);
    }
  };

  Installer.prototype.leave = function (answer) {
    this.popup.close();
    if (answer.open) {
      BX.top().BX.rest.AppLayout.openApplication(answer.id, {});
    }
    reloadCard();
  };

  // Without install=Y: the popup opens by itself once only.
  function reloadCard() {
    var url = new URL(window.location.href);
    url.searchParams.delete('install');
    window.location.replace(url.href);
  }

  // A refusal by the plan: the portal explains it in a slider.
  BX.infoHelper = function (code) {
    BX.top().BX.SidePanel.Instance.open('/info-helper/?code=' + encodeURIComponent(code), {
      contentCallback: function (slider) {
        slider.content.replaceChildren(BX.node('iframe', { class: 'info-helper-panel-iframe info-helper-panel-iframe-show', src: '/info-helper/?code=' + encodeURIComponent(code) }));
      }
    });
  };

  function act(app, name) {
    if (name === 'install' && app.helperCode) {
      BX.infoHelper(app.helperCode);
    } else if (name === 'install') {
      new Installer(app).open();
    } else if (name === 'uninstall') {
      BX.uninstall(app, function () { reloadCard(); });
    }
  }

  BX.marketCard = function (app) {
    document.querySelectorAll('[data-market-act]').forEach(function (button) {
      button.addEventListener('click', function () { act(app, button.getAttribute('data-market-act')); });
    });
    document.querySelectorAll('.market-detail__more-btn').forEach(function (button, index) {
      button.addEventListener('click', function () {
        BX.menu('detail-popup-menu-' + (2 - index), button, app.menu.map(function (item) {
          return { text: item.text, onclick: function () { BX.marketMenu(app, item.act); } };
        }));
      });
    });
    window.addEventListener('scroll', function () {
      document.querySelector('.market-detail__header-fixed').classList.toggle('--fixed', window.scrollY > 204);
    });
    if (app.startInstall) {
      act(app, 'install');
    }
  };

  BX.marketMenu = function (app, name) {
    if (name === 'rights') {
      BX.appRights(app.code);
    } else {
      BX.notify(BX.message('REQUEST_SENT'));
    }
  };
}());
