/* Searching in a CRM card with the help of applications: they are asked below the field, and answer with what they found. */
(function () {
  'use strict';

  var BX = window.BX;
  var SHORTEST = 3;

  function listOf(input) {
    var list = input.parentNode.querySelector('.crm-search-list');
    if (!list) {
      list = BX.node('div', { class: 'crm-search-list' });
      input.parentNode.append(list);
    }
    return list;
  }

  function ask(input, item, row) {
    var params = JSON.parse(JSON.stringify(item.params));
    params.PLACEMENT_OPTIONS.searchQuery = input.value.trim();
    row.classList.add('--waiting');
    var host = BX.node('div', { class: 'crm-search-frame' });
    listOf(input).append(host);
    BX.loadWidget(host, params);
  }

  function draw(input) {
    var list = listOf(input);
    var items = JSON.parse(input.getAttribute('data-found') || '[]');
    list.replaceChildren();
    if (input.value.trim().length < SHORTEST) {
      return;
    }
    items.forEach(function (item) {
      var row = BX.node('button', { type: 'button', class: 'bx-app-line', 'data-placement': item.code, onclick: function () { ask(input, item, row); } }, [
        BX.node('span', { class: 'bx-app-mark', 'data-initial': BX.initial(item.title) }), BX.node('span', { class: 'bx-app-line-text', text: item.title })
      ]);
      list.append(row);
    });
  }

  document.addEventListener('input', function (event) {
    if (event.target.matches && event.target.matches('[data-crm-search]')) {
      draw(event.target);
    }
  });

  function findings(params) {
    return Array.isArray(params) ? params : Object.values((params && params.entities) || params || {});
  }

  function show(params, answer) {
    var host = this.node('appframe_layout').closest('label');
    var input = host.querySelector('input');
    var list = host.querySelector('.crm-search-list');
    list.querySelectorAll('.crm-search-found').forEach(function (old) { old.remove(); });
    list.querySelectorAll('.--waiting').forEach(function (row) { row.classList.remove('--waiting'); });
    findings(params).forEach(function (found) {
      var title = String((found && (found.name || found.title || found.NAME || found.TITLE)) || '');
      list.prepend(BX.node('div', { class: 'crm-search-found', text: title, onclick: function () { input.value = title; list.replaceChildren(); } }));
    });
    answer();
  }

  BX.rest.AppLayout.setPlacement(/^CRM_(DETAIL_SEARCH|REQUISITE_AUTOCOMPLETE|BANK_DETAIL_AUTOCOMPLETE)$/, {
    commands: { crmShowFoundEntities: show, crmShowCreatedEntity: show }, events: ['onCrmEntityIsNeedToCreate']
  });
}());
