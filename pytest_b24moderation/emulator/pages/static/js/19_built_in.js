/* An application in the timeline that the portal draws for it (useBuiltInInterface): its frame is hidden, its commands draw. */
(function () {
  'use strict';

  var BX = window.BX;
  var AppLayout = BX.rest.AppLayout;
  var BUTTONS = { primary: 'ui-btn-success', secondary: 'ui-btn-link' };

  function hostOf(layout) {
    var node = layout && layout.node('appframe_layout');
    return node ? node.closest('.crm-built-in-host') : null;
  }
  function tell(host, kind, data) {
    host.bound.filter(function (row) { return row.kind === kind && (!row.id || row.id === data.id); }).forEach(function (row) { row.say(data); });
  }
  function follow(host, data) {
    var action = data.action || {};
    var value = action.value === undefined ? action.uri : action.value;
    var dress = action.sliderParams || {};
    if (action.type === 'layoutEvent') {
      tell(host, 'layout', { id: data.id, value: value });
    } else if (action.type === 'redirect' && /^\/(?!\/)/.test(String(value))) {
      BX.SidePanel.Instance.open(String(value));
    } else if (action.type === 'redirect' && /^https?:\/\//i.test(String(value))) {
      window.open(String(value), '_blank', 'noopener');
    } else if (action.type === 'openRestApp') {
      var given = Object.assign({}, BX.isMap(value) ? value : value === undefined ? {} : { value: value }, host.owner);
      ['width', 'leftBoundary', 'title'].forEach(function (name) {
        if (dress[name] !== undefined) {
          given['bx24_' + name] = dress[name];
        }
      });
      AppLayout.openApplication(host.app, given, {});
    }
  }
  function happened(host) {
    return function (kind, data) {
      if (kind === 'action') {
        follow(host, data);
      } else {
        tell(host, kind, data);
      }
    };
  }
  function drawButtons(host) {
    host.foot.replaceChildren.apply(host.foot, Object.keys(BUTTONS).filter(function (kind) { return host.buttons[kind]; }).map(function (kind) {
      var facts = host.buttons[kind];
      return BX.node('button', { type: 'button', class: 'ui-btn ui-btn-xs ' + BUTTONS[kind], 'data-button': kind, disabled: facts.state === 'disabled',
        text: String(facts.title || ''), onclick: function () { tell(host, kind, {}); } });
    }));
  }
  function draw(host, dto) {
    host.blocks = dto.blocks;
    host.buttons = { primary: dto.primaryButton || null, secondary: dto.secondaryButton || null };
    host.body.replaceChildren.apply(host.body, BX.blocks(host.blocks, happened(host)));
    drawButtons(host);
  }
  function failure(answer, errors) { answer({ result: 'error', errors: errors }); }

  function setLayout(params, answer) {
    var errors = BX.isMap(params) ? BX.checkBlocks(params.blocks, 'blocks') : ['A layout is needed'];
    if (errors.length) {
      return failure(answer, errors);
    }
    draw(hostOf(this), params);
    return answer({ result: 'success' });
  }
  function setItem(params, answer) {
    var host = hostOf(this);
    if (typeof params.id !== 'string' || !params.id) {
      return failure(answer, ['Wrong id']);
    }
    if (typeof params.visible !== 'boolean' && !BX.isMap(params.properties)) {
      return failure(answer, ['Wrong state']);
    }
    var block = BX.findBlock(host.blocks, params.id);
    if (!block) {
      return failure(answer, ['item not found']);
    }
    block.visible = typeof params.visible === 'boolean' ? params.visible : block.visible;
    block.properties = Object.assign({}, block.properties, params.properties);
    var old = Array.from(host.body.querySelectorAll('[data-id]')).filter(function (node) { return node.getAttribute('data-id') === params.id; })[0];
    old.replaceWith(BX.block(params.id, block, happened(host)));
    return answer({ result: 'success' });
  }
  function setButton(kind) {
    return function (params, answer) {
      var host = hostOf(this);
      if (!BX.isMap(params) && !(Array.isArray(params) && !params.length)) {
        return failure(answer, ['Wrong params']);
      }
      host.buttons[kind] = Object.keys(params).length ? Object.assign({}, host.buttons[kind], params) : null;
      drawButtons(host);
      return answer({ result: 'success' });
    };
  }
  function bind(kind) {
    return function (params, answer) {
      hostOf(this).bound.push({ kind: kind, id: typeof params === 'string' ? params : '', say: answer });
    };
  }
  function lock(locked) {
    return function () {
      var host = hostOf(this);
      host.panel.classList.toggle('--locked', locked);
      host.panel.inert = locked;
    };
  }

  AppLayout.setPlacement(/^CRM_.+_DETAIL_ACTIVITY$/, { when: hostOf, commands: {
    reloadData: function (params, answer) { BX.reloadCard(params, answer); },
    setLayout: setLayout, setLayoutItemState: setItem, bindLayoutEventCallback: bind('layout'), bindValueChangeCallback: bind('value'),
    setPrimaryButtonState: setButton('primary'), setSecondaryButtonState: setButton('secondary'),
    bindPrimaryButtonClickCallback: bind('primary'), bindSecondaryButtonClickCallback: bind('secondary'),
    bindEntityUpdateCallback: bind('entity'), lock: lock(true), unlock: lock(false),
    finish: function () { close(hostOf(this)); }
  } });

  function close(host) {
    host.panel.remove();
    host.remove();
  }

  BX.openBuiltIn = function (params, title) {
    var old = document.querySelector('.crm-built-in-host');
    if (old) {
      close(old);
    }
    var host = BX.node('div', { class: 'crm-built-in-host', hidden: true });
    host.owner = { entityTypeId: BX.card.typeId, entityId: BX.card.id };
    host.app = params.ID;
    host.bound = [];
    host.blocks = {};
    host.buttons = {};
    host.body = BX.node('div', { class: 'crm-built-in-body' }, [BX.node('div', { class: 'ui-sidepanel-wrapper-loader-container' }, [BX.node('i')])]);
    host.foot = BX.node('div', { class: 'crm-built-in-foot' });
    host.panel = BX.node('section', { class: 'crm-built-in', 'aria-label': title }, [BX.node('b', { text: title }), host.body, host.foot]);
    document.querySelector('.crm-timeline-bar').after(host.panel);
    document.body.append(host);
    BX.loadWidget(host, Object.assign({}, params, { PLACEMENT_OPTIONS: Object.assign({ useBuiltInInterface: 'Y' }, host.owner) }));
  };

  // Buttons of a configurable activity: the application is told by the portal, links and sliders open here.
  document.addEventListener('click', function (event) {
    var button = event.target.closest ? event.target.closest('[data-press]') : null;
    if (!button) {
      return;
    }
    button.disabled = true;
    BX.act('press-activity', JSON.parse(button.getAttribute('data-press'))).then(function (action) {
      button.disabled = action.animationType === 'disable';
      follow({ app: button.getAttribute('data-app'), owner: {}, bound: [] },
        { action: Object.assign({ value: action.actionParams }, action.type === 'redirect' ? { value: action.uri } : {}, action) });
    }, function () { button.disabled = false; });
  });

  BX.addCustomEvent('onCrmEntityUpdate', function () {
    var host = document.querySelector('.crm-built-in-host');
    if (host) {
      tell(host, 'entity', {});
    }
  });
}());
