/* Uninstalling, access rights, the list of installed applications. */
(function () {
  'use strict';

  var BX = window.BX;

  BX.uninstall = function (app, done) {
    var clean = BX.node('input', { type: 'checkbox', name: 'delete-data', id: 'market-delete-data-' + Math.random().toString(36).slice(2) });
    BX.popup({
      id: 'market_delete_confirm_popup_' + app.code,
      content: BX.node('div', { class: 'market_delete_confirm' }, [
        BX.node('div', { class: 'market_delete_confirm_text', text: BX.message('UNINSTALL_SURE', { NAME: app.name }) }),
        BX.node('div', { class: 'market_delete_confirm_cb' }, [
          clean,
          // As on real portals the label belongs to no input: only the box itself can be ticked.
          BX.node('label', { for: 'delete_data', text: BX.message('UNINSTALL_CLEAN') })
        ])
      ]),
      buttons: [
        { text: BX.message('UNINSTALL'), classic: true, className: 'popup-window-button-decline', onclick: function (popup, button) { remove(app, clean, popup, button, done); } },
        { text: BX.message('CANCEL'), classic: true, className: 'popup-window-button-link-cancel', onclick: function (popup) { popup.close(); } }
      ]
    });
  };

  function remove(app, clean, popup, button, done) {
    button.classList.add('popup-window-button-wait');
    BX.ajax.runAction('market.Application.uninstall', { code: app.code, clean: clean.checked ? 'Y' : 'N' }).then(function (answer) {
      if (answer.error) {
        refuse(popup, answer.error);
      } else {
        popup.close();
        done();
      }
    }, function (answer) {
      refuse(popup, ((answer.errors || [])[0] || {}).message || BX.message('UNINSTALL_ERROR'));
    });
  }

  function refuse(popup, text) {
    popup.content.replaceChildren(BX.node('div', { class: 'market_delete_confirm', text: text }));
    popup.setButtons([{ text: BX.message('CLOSE'), classic: true, className: 'popup-window-button-link-cancel', onclick: function (opened) { opened.close(); } }]);
  }

  BX.appRights = function (code) {
    BX.ajax.runAction('market.Application.getRights', { appCode: code }).then(function (data) {
      BX.dialogs.access([], function (chosen) {
        var rights = chosen.map(function (item) { return item.id; });
        BX.ajax.runAction('market.Application.setRights', { appCode: code, rights: rights })
          .then(function () { BX.notify(BX.message('RIGHTS_SAVED')); });
      }, Object.values(data.rights || {}));
    });
  };

  BX.marketInstalled = function (apps) {
    document.querySelectorAll('.market-catalog__elements-item').forEach(function (item) {
      var app = apps.filter(function (one) { return one.code === item.getAttribute('data-app-code'); })[0];
      var more = item.querySelector('.market-catalog__elements-item_btn-more');
      more.addEventListener('click', function () {
        BX.menu('list-item-menu-' + app.code, more, [
          { text: BX.message('USER_ACCESS'), onclick: function () { BX.appRights(app.code); } },
          { text: BX.message('UNINSTALL'), onclick: function () { BX.uninstall(app, function () { window.location.reload(); }); } }
        ]);
      });
    });
  };
}());
