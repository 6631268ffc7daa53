/* Places of applications: menus and buttons that open a widget, frames that load by themselves, views. */
(function () {
  'use strict';

  var BX = window.BX;
  var AppLayout = BX.rest.AppLayout;
  var AJAX = '/bitrix/components/bitrix/app.layout/lazyload.ajax.php';

  function read(node, name) {
    return JSON.parse(node.getAttribute('data-' + name) || 'null');
  }

  // The context goes as JSON, so that flags and lists arrive as what they are.
  BX.loadWidget = function (node, params) {
    var asked = Object.assign({}, params, { PLACEMENT_OPTIONS: JSON.stringify(params.PLACEMENT_OPTIONS || {}) });
    return BX.ajax.html(AJAX, { PARAMS: { template: '', params: asked } }).then(function (html) { BX.fill(node, html); });
  };

  BX.openWidget = function (params) {
    AppLayout.openApplication(params.ID, params.PLACEMENT_OPTIONS || {}, params);
  };

  BX.act = function (verb, params) {
    return BX.ajax.runAction('portal.act', { verb: verb, params: JSON.stringify(params || {}) }).catch(function (answer) {
      BX.notify(((answer && answer.errors || [])[0] || {}).message || BX.message('ACT_ERROR'), 8);
      throw answer;
    });
  };

  function openMenu(button) {
    var items = read(button, 'rest-menu').map(function (item) {
      return {
        text: item.title,
        data: { placement: item.code, 'placement-id': item.params.PLACEMENT_ID },
        onclick: function () { (item.options.useBuiltInInterface === 'Y' ? BX.openBuiltIn : BX.openWidget)(item.params, item.title); }
      };
    });
    items.push({ text: BX.message('MARKET'), onclick: function () { BX.SidePanel.Instance.open('/market/'); } });
    BX.menu(button.getAttribute('data-rest-name') || button.id, button, items);
  }

  function showView(tab) {
    document.querySelectorAll('[data-calendar-view]').forEach(function (one) { one.classList.toggle('--active', one === tab); });
    var own = tab.getAttribute('data-calendar-view') === 'month';
    document.getElementById('calendar-month').hidden = !own;
    var custom = document.getElementById('calendar-custom');
    document.getElementById('calendar-panel').hidden = own;
    custom.replaceChildren();
    if (!own) {
      BX.loadWidget(custom, read(tab, 'calendar-view'));
    }
  }

  function showCallTab(tab) {
    var wanted = tab.getAttribute('data-call-tab');
    document.querySelectorAll('[data-call-tab]').forEach(function (one) { one.classList.toggle('main-buttons-item-active', one === tab); });
    document.querySelectorAll('[data-call-pane]').forEach(function (pane) {
      var mine = pane.getAttribute('data-call-pane') === wanted;
      pane.classList.toggle('--shown', mine);
      if (mine && pane.hasAttribute('data-rest-later')) {
        BX.loadWidget(pane, read(pane, 'rest-later'));
        pane.removeAttribute('data-rest-later');
      }
    });
  }

  function actOf(button) {
    button.disabled = true;
    BX.act(button.getAttribute('data-act'), read(button, 'params')).then(function () { window.location.reload(); }, function () { button.disabled = false; });
  }

  var CLICKS = [
    ['[data-rest-menu]', openMenu],
    ['[data-rest-widget]', function (node) { BX.openWidget(read(node, 'rest-widget')); }],
    ['[data-calendar-view]', showView],
    ['[data-call-tab]', showCallTab],
    ['button[data-act]', actOf],
    ['#avatar-button', function () { var popup = document.getElementById('bx-avatar-header-popup'); popup.hidden = !popup.hidden; }]
  ];

  document.addEventListener('click', function (event) {
    CLICKS.some(function (row) {
      var node = event.target.closest ? event.target.closest(row[0]) : null;
      if (node) {
        row[1](node);
      }
      return node;
    });
  });

  document.addEventListener('DOMContentLoaded', function () {
    document.querySelectorAll('[data-rest-inline]').forEach(function (node) { BX.loadWidget(node, read(node, 'rest-inline')); });
  });

  BX.chooseLine = function (select) {
    var url = new URL(window.location.href);
    url.searchParams.set('LINE', select.value);
    window.location.href = url.href;
  };
}());
