/* Tabs of a CRM card, rows of a CRM list. */
(function () {
  'use strict';

  var BX = window.BX;
  var SHOWN = 5;

  function show(bar, id) {
    bar.querySelectorAll('.main-buttons-item').forEach(function (item) {
      item.classList.toggle('main-buttons-item-active', item.getAttribute('data-id') === id);
    });
    document.querySelectorAll('.crm-entity-section').forEach(function (pane) {
      pane.classList.toggle('crm-entity-section-tab-content-show', pane.getAttribute('data-tab-id') === id);
    });
  }

  // The content of an application's tab is asked for at its first opening.
  function fillTab(tab) {
    var pane = document.querySelector('[data-tab-id="' + tab.id + '"]');
    if (!tab.params || pane.getAttribute('data-loaded')) {
      return;
    }
    pane.setAttribute('data-loaded', 'Y');
    pane.append(BX.node('div', { class: 'ui-sidepanel-wrapper-loader-container' }, [BX.node('i')]));
    BX.loadWidget(pane, tab.params);
  }

  BX.crmCard = function (card) {
    BX.card = card;
    var bar = document.getElementById(card.container);
    function open(tab) {
      show(bar, tab.id);
      fillTab(tab);
    }
    card.tabs.forEach(function (tab, index) {
      var item = bar.querySelector('.main-buttons-item[data-id="' + tab.id + '"]');
      item.addEventListener('click', function () { open(tab); });
      item.classList.toggle('--overflow', card.tabs.length > SHOWN && index >= SHOWN);
    });
    var more = document.getElementById(card.container + '_more_button');
    more.hidden = card.tabs.length <= SHOWN;
    more.addEventListener('click', function () {
      BX.menu('main_buttons_popup_' + card.container, more, card.tabs.slice(SHOWN).map(function (tab) {
        return { text: tab.title, className: 'main-buttons-submenu-item', data: { id: tab.id }, onclick: function () {
          bar.querySelectorAll('.main-buttons-item[data-id]').forEach(function (item) {
            if (item.getAttribute('data-id') === tab.id) {
              item.classList.remove('--overflow');
            }
          });
          open(tab);
        } };
      }));
    });
  };

  function refresh(selector) {
    return fetch(window.location.href, { credentials: 'same-origin' })
      .then(function (response) { return response.text(); })
      .then(function (html) {
        var fresh = new DOMParser().parseFromString(html, 'text/html').querySelector(selector);
        var old = document.querySelector(selector);
        if (fresh && old) {
          old.replaceChildren.apply(old, Array.from(fresh.childNodes));
        }
      });
  }

  function reloadCard(params, answer) {
    refresh('#crm-card-fields').then(function () { answer(); });
  }

  BX.reloadCard = reloadCard;

  // The card's editor: a new name is written as REST writes it, and whoever listens is told.
  function save(name) {
    var body = { sessid: BX.bitrix_sessid(), entityTypeId: BX.card.typeId, id: BX.card.id, fields: { title: name } };
    return fetch('/rest/crm.item.update', { method: 'POST', credentials: 'same-origin', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
      .then(function (response) { return response.json(); })
      .then(function (answer) {
        if (answer.error) {
          BX.notify(answer.error_description || answer.error, 8);
          return refresh('#crm-card-fields');
        }
        return refresh('#crm-card-fields').then(function () {
          BX.onCustomEvent('onCrmEntityUpdate');
          BX.rest.AppLayout.fire(/^CRM_.+_DETAIL_/, BX.card.event, {});
        });
      });
  }
  document.addEventListener('click', function (event) {
    var value = event.target.id === 'crm-edit' ? document.querySelector('#crm-card-fields [data-cid="TITLE"]') : null;
    if (!value || value.querySelector('input')) {
      return;
    }
    var input = BX.node('input', { class: 'ui-ctl-element', value: value.textContent });
    value.replaceChildren(input, BX.node('button', { type: 'button', class: 'ui-btn ui-btn-success ui-btn-xs', text: BX.message('SAVE'), onclick: function () { save(input.value); } }));
    input.focus();
  });

  BX.rest.AppLayout.setPlacement(/^CRM_.+_DETAIL_(TAB|ACTIVITY)$/, { commands: { reloadData: reloadCard } });
  BX.rest.AppLayout.setPlacement(/^(CRM_.+_LIST_MENU|TASK_LIST_CONTEXT_MENU)$/, {
    commands: { reloadData: function (params, answer) { refresh('.main-grid-body').then(function () { answer(); }); } }
  });

  BX.crmList = function (list) {
    document.addEventListener('click', function (event) {
      var button = event.target.closest ? event.target.closest('.main-grid-row-action-button') : null;
      if (!button) {
        return;
      }
      var id = button.closest('[data-id]').getAttribute('data-id');
      var items = list.details ? [{ text: BX.message('VIEW'), onclick: function () { BX.SidePanel.Instance.open(list.details.replace('#ID#', id)); } }] : [];
      BX.menu('row-' + id, button, items.concat(list.widgets.map(function (widget) {
        return { text: widget.title, data: { placement: widget.code, 'placement-id': widget.params.PLACEMENT_ID }, onclick: function () {
          BX.rest.AppLayout.openApplication(widget.params.ID, { ID: id }, widget.params);
        } };
      })));
    });
  };
}());
