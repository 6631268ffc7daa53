/* Pickers: people, access rights, CRM. A dialog closed without a choice answers nothing. */
(function () {
  'use strict';

  var BX = window.BX;

  function load(kind) {
    return BX.ajax.runAction('ui.entityselector.load', { kinds: { 0: kind } }).then(function (data) { return data.items; });
  }

  function row(item, chosen, pick) {
    var node = BX.node('div', { class: 'bx-finder-box-item', 'data-id': item.id, role: 'option', onclick: function () { pick(item, node); } }, [
      BX.node('span', { class: 'bx-avatar', text: BX.initial(item.name) }),
      BX.node('span', {}, [
        BX.node('div', { class: 'bx-finder-box-item-t7-name', text: item.name }),
        BX.node('div', { class: 'bx-finder-box-item-sub', text: item.position || item.desc || '' })
      ])
    ]);
    node.classList.toggle('bx-finder-box-item-selected', chosen(item));
    return node;
  }

  // One list with a search box; many: a choice is confirmed by a button, otherwise a click is enough.
  function picker(options) {
    var chosen = options.chosen.slice();
    var list = BX.node('div', { class: 'bx-picker-list', role: 'listbox' });
    var search = BX.node('input', { class: 'bx-picker-search', type: 'search', placeholder: BX.message('SEARCH') });
    var isChosen = function (item) { return chosen.indexOf(item) >= 0; };

    function pick(item, node) {
      if (!options.many) {
        popup.close();
        options.done([item]);
      } else {
        chosen = isChosen(item) ? chosen.filter(function (one) { return one !== item; }) : chosen.concat(item);
        node.classList.toggle('bx-finder-box-item-selected', isChosen(item));
      }
    }

    function draw() {
      var wanted = search.value.trim().toLowerCase();
      list.replaceChildren();
      options.groups.forEach(function (group) {
        var shown = group.items.filter(function (item) { return item.name.toLowerCase().indexOf(wanted) >= 0; });
        if (group.title && shown.length) {
          list.append(BX.node('div', { class: 'bx-picker-group', text: group.title }));
        }
        shown.forEach(function (item) { list.append(row(item, isChosen, pick)); });
      });
      if (!list.childNodes.length) {
        list.append(BX.node('div', { class: 'bx-empty', text: BX.message('NOTHING_FOUND') }));
      }
    }

    search.addEventListener('input', draw);
    var popup = BX.popup({
      id: options.id,
      title: options.title,
      content: BX.node('div', {}, [search, list]),
      buttons: options.many ? [
        { text: BX.message('SELECT'), classic: true, className: 'popup-window-button-accept', onclick: function (opened) { opened.close(); options.done(chosen); } },
        { text: BX.message('CANCEL'), classic: true, className: 'popup-window-button-link-cancel', onclick: function (opened) { opened.close(); } }
      ] : []
    });
    draw();
  }

  function users(params, done) {
    load('user').then(function (items) {
      picker({
        id: 'user_selector_popup',
        title: params.title || BX.message(params.mult ? 'SELECT_USERS' : 'SELECT_USER'),
        groups: [{ items: items }],
        chosen: [],
        many: Boolean(params.mult),
        done: function (chosen) { done(params.mult ? chosen : chosen[0]); }
      });
    });
  }

  function crm(params, done) {
    var kinds = (Array.isArray(params.entityType) ? params.entityType : [params.entityType]).filter(Boolean);
    var given = params.value && typeof params.value === 'object' ? params.value : {};
    Promise.all(kinds.map(function (kind) { return load('crm.' + kind); })).then(function (lists) {
      var groups = kinds.map(function (kind, index) { return { kind: kind, title: BX.message('CRM_' + kind.toUpperCase()), items: lists[index] }; });
      var chosen = [];
      groups.forEach(function (group) {
        var ids = Object.values(given[group.kind] || {}).map(String);
        chosen = chosen.concat(group.items.filter(function (item) { return params.multiple && ids.indexOf(String(item.entityId)) >= 0; }));
      });
      picker({
        id: 'crm_selector_popup',
        title: BX.message('SELECT_CRM'),
        groups: groups,
        chosen: chosen,
        many: Boolean(params.multiple),
        done: function (items) { done(crmAnswer(kinds, items)); }
      });
    });
  }

  function crmAnswer(kinds, items) {
    var answer = {};
    kinds.forEach(function (kind) {
      answer[kind] = {};
      items.filter(function (item) { return item.type === kind; }).forEach(function (item, index) {
        answer[kind][index] = { id: item.id, type: kind, place: kind, title: item.name, desc: item.desc, url: item.url };
      });
    });
    return answer;
  }

  // blocked: codes that may not be chosen. chosen: codes chosen at first.
  function access(blocked, done, chosen) {
    Promise.all(['user', 'department', 'other'].map(load)).then(function (lists) {
      var people = lists[0].map(function (item) { return { id: 'U' + item.id, name: item.name, position: item.position, provider: 'user' }; });
      var units = lists[1].map(function (item) { return { id: 'DR' + item.id, name: item.name, provider: 'intranet' }; });
      var rest = lists[2].map(function (item) { return { id: item.id, name: item.name, provider: 'other' }; });
      drawAccess([['user', people], ['intranet', units], ['other', rest]], blocked.map(String), done, (chosen || []).map(String));
    });
  }

  function drawAccess(providers, blocked, done, codes) {
    var all = providers.reduce(function (list, provider) { return list.concat(provider[1]); }, []);
    var chosen = all.filter(function (item) { return codes.indexOf(item.id) >= 0; });
    var tabs = BX.node('div', { class: 'access-providers' });
    var panes = BX.node('div', { class: 'access-panes' });
    var selected = BX.node('div', { class: 'access-selected-items' });

    function choose(item, on) {
      chosen = chosen.filter(function (one) { return one !== item; }).concat(on ? [item] : []);
      selected.replaceChildren.apply(selected, chosen.map(function (one) {
        return BX.node('span', { class: 'bx-finder-box-selected-item', id: 'access_selected_item_' + one.id }, [
          one.name, BX.node('span', { class: 'bx-finder-box-selected-item-icon', onclick: function () { choose(one, false); } })
        ]);
      }));
    }

    function show(name) {
      tabs.childNodes.forEach(function (tab) { tab.classList.toggle('access-provider-button-selected', tab.id === 'access_btn_' + name); });
      panes.childNodes.forEach(function (pane) { pane.classList.toggle('access-content-selected', pane.id === 'access_provider_' + name); });
    }

    providers.forEach(function (provider) {
      var items = provider[1].filter(function (item) { return blocked.indexOf(item.id) < 0; });
      tabs.append(BX.node('a', { class: 'access-provider-button', id: 'access_btn_' + provider[0], text: BX.message('ACCESS_' + provider[0].toUpperCase()),
        onclick: function () { show(provider[0]); } }));
      panes.append(BX.node('div', { class: 'access-content', id: 'access_provider_' + provider[0] }, items.map(function (item) {
        return row(item, function () { return false; }, function () { choose(item, true); });
      })));
    });
    BX.popup({
      id: 'BXUserRights',
      title: BX.message('ACCESS_TITLE'),
      content: BX.node('div', { class: 'access-container' }, [tabs, panes, selected]),
      buttons: [
        { text: BX.message('SELECT'), classic: true, className: 'popup-window-button-accept', onclick: function (popup) { popup.close(); done(chosen); } },
        { text: BX.message('CANCEL'), classic: true, className: 'popup-window-button-link-cancel', onclick: function (popup) { popup.close(); } }
      ]
    });
    show('user');
    choose(null, false);
  }

  BX.dialogs = { users: users, crm: crm, access: access };
}());
