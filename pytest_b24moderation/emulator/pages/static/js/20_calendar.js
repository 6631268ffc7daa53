/* Views of applications in the calendar: what they may ask it for, and what they hear of it. */
(function () {
  'use strict';

  var BX = window.BX;
  var AppLayout = BX.rest.AppLayout;
  var GRID = /^CALENDAR_GRIDVIEW$/;
  var EVENT = 'Calendar.customView:';

  function events() {
    return Array.from(document.querySelectorAll('[data-event-id]')).map(function (node) {
      return { id: node.getAttribute('data-event-id'), name: node.textContent, dateFrom: node.getAttribute('data-from'), dateTo: node.getAttribute('data-to') };
    });
  }
  function wanted(params) {
    var key = params && (params.id || params.uid);
    var found = events().filter(function (one) { return String(one.id) === String(key); })[0];
    if (!found) {
      BX.notify(BX.message('EVENT_NONE'), 4);
    }
    return found;
  }
  function owner() { return { type: 'user', ownerId: document.getElementById('calendar-panel').getAttribute('data-user') }; }

  function call(method, fields) {
    return fetch('/rest/' + method, { method: 'POST', credentials: 'same-origin', headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(Object.assign({ sessid: BX.bitrix_sessid() }, owner(), fields)) })
      .then(function (response) { return response.json(); })
      .then(function (answer) {
        if (answer.error) {
          BX.notify(answer.error_description || answer.error, 8);
          throw answer;
        }
        return renew();
      });
  }
  // The month is drawn anew, and views of applications are told.
  function renew() {
    return fetch(window.location.href, { credentials: 'same-origin' }).then(function (response) { return response.text(); }).then(function (html) {
      var fresh = new DOMParser().parseFromString(html, 'text/html').getElementById('calendar-month');
      document.getElementById('calendar-month').replaceChildren.apply(document.getElementById('calendar-month'), Array.from(fresh.childNodes));
      AppLayout.fire(GRID, EVENT + 'refreshEntries', {});
    });
  }

  function field(label, name, kind, value) {
    return BX.node('label', { class: 'bx-field', text: BX.message(label) }, [BX.node('input', { class: 'ui-ctl-element', name: name, type: kind, value: value, required: true })]);
  }
  function form(known) {
    var day = new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10);
    var node = BX.node('form', { class: 'calendar-form' }, [
      field('EVENT_NAME', 'name', 'text', known ? known.name : ''),
      field('EVENT_FROM', 'from', 'datetime-local', known ? known.dateFrom.slice(0, 16) : day + 'T10:00'),
      field('EVENT_TO', 'to', 'datetime-local', known ? known.dateTo.slice(0, 16) : day + 'T11:00')
    ]);
    BX.popup({ id: 'calendar-form', title: BX.message(known ? 'EVENT_EDIT' : 'EVENT_NEW'), content: node, buttons: [
      { text: BX.message('SAVE'), className: 'ui-btn-success', onclick: function (popup) {
        if (!node.reportValidity()) {
          return;
        }
        var fields = Object.fromEntries(new FormData(node).entries());
        call(known ? 'calendar.event.update' : 'calendar.event.add', known ? Object.assign({ id: known.id }, fields) : fields)
          .then(function () { popup.close(); }, function () {});
      } },
      { text: BX.message('CANCEL'), className: 'ui-btn-link', onclick: function (popup) { popup.close(); } }
    ] });
  }
  function remove(known) {
    BX.popup({ id: 'calendar-delete', content: BX.node('div', { text: BX.message('EVENT_DELETE', { NAME: known.name }) }), buttons: [
      { text: BX.message('YES'), className: 'ui-btn-success', onclick: function (popup) {
        popup.close();
        call('calendar.event.delete', { id: known.id }).catch(function () {});
      } },
      { text: BX.message('NO'), className: 'ui-btn-link', onclick: function (popup) { popup.close(); } }
    ] });
  }
  function view(known) {
    BX.popup({ id: 'calendar-event-' + known.id, title: known.name, content: BX.node('div', { text: known.dateFrom + ' – ' + known.dateTo }) });
  }
  // A command for one event: nothing is opened, and nothing told, of one that is not there.
  function about(act) {
    return function (params, answer) {
      var known = wanted(params);
      if (known) {
        act(known);
      }
      answer(known ? [] : undefined);
    };
  }

  AppLayout.setPlacement(GRID, {
    commands: {
      getEvents: function (params, answer) { answer(events()); },
      viewEvent: about(view), editEvent: about(form), deleteEvent: about(remove),
      addEvent: function (params, answer) { form(null); answer([]); }
    },
    events: ['refreshEntries', 'decreaseViewRangeDate', 'increaseViewRangeDate', 'adjustToDate'].map(function (name) { return EVENT + name; })
  });

  document.addEventListener('click', function (event) {
    var move = event.target.getAttribute ? event.target.getAttribute('data-calendar-move') : null;
    if (move) {
      AppLayout.fire(GRID, EVENT + move, {});
    }
  });
  document.addEventListener('change', function (event) {
    if (event.target.id === 'calendar-date' && event.target.value) {
      AppLayout.fire(GRID, EVENT + 'adjustToDate', event.target.value);
    }
  });
}());
