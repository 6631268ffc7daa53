/* The Market before its module of its own: card, install popup, uninstalling, by /bitrix/tools/rest.php. */
(function () {
  'use strict';

  var BX = window.BX;
  var BOXES = { 'market-tos-license': 'mp_tos_license', 'market-install-license': 'mp_detail_license', 'market-install-confidentiality': 'mp_detail_confidentiality' };

  function send(data) { return BX.ajax.json('/bitrix/tools/rest.php', data); }

  function boxOf(one) {
    var parts = one.text.split('#LINK#');
    return BX.node('label', { class: 'market-popup__agreement_label' }, [
      BX.node('input', { type: 'checkbox', id: BOXES[one.role] }),
      BX.node('span', {}, [parts[0], BX.node('a', { href: one.url, target: '_blank', rel: 'noopener', text: one.name }), parts[1] || ''])
    ]);
  }

  function install(app) {
    var error = BX.node('div', { id: 'mp_detail_error', class: 'mp-error', role: 'alert' });
    var form = BX.node('form', { id: 'APP_INSTALL_FORM' }, app.boxes.map(boxOf).concat(error));
    BX.popup({
      id: 'BXAppInstallPopup|' + window.location.pathname,
      title: BX.message(app.update ? 'UPDATE_TITLE' : 'INSTALL_TITLE', { APP: app.name }),
      content: form,
      buttons: [
        { text: BX.message(app.update ? 'UPDATE' : 'INSTALL'), classic: true, className: 'popup-window-button-accept', onclick: function (popup, button) {
          var missing = Array.from(form.querySelectorAll('input')).filter(function (one) { return !one.checked; })[0];
          error.textContent = missing ? BX.message(missing.id === 'mp_tos_license' ? 'TOS_MISSING' : 'LICENCE_MISSING') : '';
          if (!missing) {
            button.classList.add('popup-window-button-wait');
            confirmed(app, popup, button, error);
          }
        } },
        { text: BX.message('CANCEL'), classic: true, className: 'popup-window-button-link-cancel', onclick: function (popup) { popup.close(); } }
      ]
    });
  }

  function confirmed(app, popup, button, error) {
    send({ action: 'install', code: app.code, version: app.version, check_hash: app.checkHash, install_hash: app.installHash }).then(function (answer) {
      if (answer.error) {
        button.classList.remove('popup-window-button-wait');
        error.textContent = [answer.error, answer.errorDescription].filter(Boolean).join(' ');
        return;
      }
      popup.close();
      BX.top().location.href = answer.redirect || window.location.pathname;
    });
  }

  // The same for the card and for the list.
  BX.oldUninstall = function (code) {
    var clean = BX.node('input', { type: 'checkbox', id: 'delete_data', name: 'delete_data' });
    BX.popup({
      id: 'mp_delete_confirm_popup',
      content: BX.node('div', { class: 'mp_delete_confirm' }, [
        BX.node('div', { class: 'mp_delete_confirm_text', text: BX.message('OLD_UNINSTALL_SURE') }),
        BX.node('div', { class: 'market_delete_confirm_cb' }, [clean, BX.node('label', { for: 'delete_data', text: BX.message('UNINSTALL_CLEAN') })])
      ]),
      buttons: [
        { text: BX.message('OLD_DELETE'), classic: true, className: 'popup-window-button-decline', onclick: function (popup, button) {
          button.classList.add('popup-window-button-wait');
          send({ action: 'uninstall', code: code, clean: clean.checked ? 'true' : 'false' }).then(function (answer) {
            popup.close();
            if (answer.error) {
              BX.notify(answer.error, 12);
            } else {
              window.location.reload();
            }
          });
        } },
        { text: BX.message('CANCEL'), classic: true, className: 'popup-window-button-link-cancel', onclick: function (popup) { popup.close(); } }
      ]
    });
  };

  function rights(app) {
    send({ action: 'get_app_rigths', app_id: app.code }).then(function (known) {
      BX.dialogs.access([], function (chosen) {
        send({ action: 'set_app_rights', app_id: app.code, rights: chosen.map(function (item) { return item.id; }) })
          .then(function () { BX.notify(BX.message('RIGHTS_SAVED')); });
      }, Object.values(known.rights || {}));
    });
  }

  BX.oldMarketCard = function (app) {
    var acts = {
      install: function () { if (app.helperCode) { BX.infoHelper(app.helperCode); } else { install(app); } },
      uninstall: function () { BX.oldUninstall(app.code); },
      rights: function () { rights(app); },
      ask: function () { BX.notify(BX.message('REQUEST_SENT_ADMIN')); }
    };
    document.querySelectorAll('[data-old-act]').forEach(function (button) {
      button.addEventListener('click', function () { acts[button.getAttribute('data-old-act')](); });
    });
    if (app.startInstall) {
      acts.install();
    }
  };
  document.addEventListener('click', function (event) {
    var button = event.target.closest ? event.target.closest('[data-old-uninstall]') : null;
    if (button) {
      BX.oldUninstall(button.getAttribute('data-old-uninstall'));
    }
  });
}());
