/* Hidden handlers that lead a call by its card: their commands and events. */
(function () {
  'use strict';

  var BX = window.BX;
  var AppLayout = BX.rest.AppLayout;
  var BUTTONS = ['answer', 'hangup', 'mute', 'hold', 'close', 'transfer', 'cancelTransfer', 'completeTransfer', 'makeCall', 'dialpad', 'next',
    'skip', 'notifyAdmin', 'addComment'];
  var STATES = ['incoming', 'transferIncoming', 'outgoing', 'connectingIncoming', 'connectingOutgoing', 'connected', 'transferring', 'transferFailed',
    'transferConnected', 'error', 'moneyError', 'redial'];
  var timer = null;

  function card() { return document.getElementById('call-card'); }
  function put(selector, text) {
    var node = card() ? card().querySelector(selector) : null;
    if (node) {
      node.textContent = text;
    }
  }
  function stop() {
    window.clearInterval(timer);
    timer = null;
  }

  var COMMANDS = {
    CallCardSetMute: function (params, answer) { answer([]); },
    CallCardSetHold: function (params, answer) { answer([]); },
    CallCardSetUiState: function (params, answer) {
      if (card()) {
        card().setAttribute('data-state', String(params.uiState || ''));
      }
      answer([]);
    },
    CallCardGetListUiStates: function (params, answer) { answer(STATES); },
    CallCardSetCardTitle: function (params, answer) { put('.im-phone-call-top b', String(params.title || '')); answer([]); },
    CallCardSetStatusText: function (params, answer) { put('.im-phone-call-top .bx-muted', String(params.statusText || '')); answer([]); },
    CallCardClose: function (params, answer) { stop(); if (card()) { card().remove(); } answer([]); },
    CallCardStartTimer: function (params, answer) {
      var began = Date.now();
      stop();
      timer = window.setInterval(function () {
        var passed = Math.floor((Date.now() - began) / 1000);
        put('.im-phone-call-top .bx-muted', Math.floor(passed / 60) + ':' + String(passed % 60).padStart(2, '0'));
      }, 1000);
      answer([]);
    },
    CallCardStopTimer: function (params, answer) { stop(); answer([]); }
  };

  AppLayout.setPlacement(/^PAGE_BACKGROUND_WORKER$/, {
    commands: COMMANDS,
    events: ['BackgroundCallCard::initialized', 'BackgroundCallCard::entityChanged', 'BackgroundCallCard::qualityMeterClick'].concat(
      BUTTONS.map(function (name) { return 'BackgroundCallCard::' + name + 'ButtonClick'; }))
  });

  document.addEventListener('click', function (event) {
    if (event.target.closest && event.target.closest('#call-card [data-act="finish-call"]')) {
      AppLayout.fire(/^PAGE_BACKGROUND_WORKER$/, 'BackgroundCallCard::hangupButtonClick', {});
    }
  }, true);
}());
