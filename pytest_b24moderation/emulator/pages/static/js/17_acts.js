/* What people do by forms of the pages: every form names its act, and what becomes of the answer. */
(function () {
  'use strict';

  var BX = window.BX;

  function read(node, name) { return JSON.parse(node.getAttribute('data-' + name) || '{}'); }
  function reload() { window.location.reload(); }

  // The card of the new call comes up over everything, wherever the number was clicked.
  function showCall() {
    var top = BX.top();
    return fetch('/stream/', { credentials: 'same-origin' }).then(function (response) { return response.text(); }).then(function (html) {
      var fresh = new DOMParser().parseFromString(html, 'text/html').getElementById('call-card');
      var old = top.document.getElementById('call-card');
      if (old) {
        old.remove();
      }
      if (fresh) {
        fresh.classList.add('--above');
        top.document.body.append(top.document.importNode(fresh, true));
      }
    });
  }

  function call(link) {
    BX.act('click-to-call', read(link, 'call')).then(showCall, function () {});
  }

  // A number that an application asks to call; where no telephony is connected, nothing follows.
  BX.phone = function (number) {
    var params = JSON.stringify({ phone: String(number) });
    BX.ajax.runAction('portal.act', { verb: 'click-to-call', params: params }).then(showCall).catch(function () {});
  };

  function hidden(fields) {
    return Array.from(new URLSearchParams(BX.formBody(fields))).map(function (row) {
      return BX.node('input', { type: 'hidden', name: row[0], value: row[1] });
    });
  }
  function web(url) { return /^https?:\/\//i.test(url) ? url : 'about:blank'; }

  // How the buyer goes on: a link, a form, or a frame of the payment service.
  function ways(done) {
    var found = [];
    if (done.url) {
      found.push(BX.node('a', { class: 'ui-btn ui-btn-light-border ui-btn-xs', href: web(done.url), target: '_blank', rel: 'noopener', text: BX.message('PAY_PAGE') }));
    }
    if (done.form) {
      found.push(BX.node('form', { method: done.form.method, action: web(done.form.action), target: '_blank' },
        hidden(done.form.fields).concat(BX.node('button', { class: 'ui-btn ui-btn-light-border ui-btn-xs', text: BX.message('PAY_PAGE') }))));
    }
    (done.errors || []).forEach(function (text) { found.push(BX.node('span', { class: 'crm-payment-error', text: String(text) })); });
    return found;
  }
  function frame(iframe) {
    var node = BX.node('iframe', { class: 'crm-payment-frame', src: web(iframe.src) });
    node.addEventListener('load', function () { node.contentWindow.postMessage(iframe.fields, new URL(node.src).origin); });
    return node;
  }
  function row(done) {
    var mark = BX.node('span', { class: 'bx-chip --done', text: BX.message('PAY_PAID') });
    var text = BX.message('PAYMENT', { N: done.payment, SUM: done.sum });
    var paid = BX.node('button', { type: 'button', class: 'ui-btn ui-btn-success ui-btn-xs', text: BX.message('PAY_MARK'), onclick: function () {
      paid.disabled = true;
      BX.act('pay', { payment: done.payment }).then(function () {
        paid.replaceWith(mark);
      }, function () { paid.disabled = false; });
    } });
    var ended = done.paid === 'Y';
    return BX.node('div', { class: 'crm-payment', 'data-payment': done.payment },
      [BX.node('b', { text: text })].concat(ended ? [] : ways(done), [ended ? mark : paid]));
  }
  function payment(form, done) {
    done.sum = form.elements.amount.value;
    var fresh = row(done);
    form.parentNode.querySelector('.crm-payments').prepend(fresh);
    if (done.iframe) {
      fresh.after(frame(done.iframe));
    }
    fresh.scrollIntoView({ block: 'nearest' });
  }
  // What was begun before stays in the card, with its way to go on.
  function begun() {
    document.querySelectorAll('.crm-payments[data-begun]').forEach(function (list) {
      JSON.parse(list.getAttribute('data-begun')).forEach(function (done) {
        list.append(row(done));
        if (done.iframe && done.paid !== 'Y') {
          list.append(frame(done.iframe));
        }
      });
    });
  }

  function sent(form, done) {
    if (done.status < 200 || done.status > 299) {
      BX.notify(BX.message('SMS_ERROR', { WHY: done.error || 'HTTP ' + done.status }), 8);
      return;
    }
    form.elements.text.value = '';
    BX.notify(BX.message('SMS_SENT'));
  }

  function fired(form, done) {
    var stage = Array.from(form.parentNode.querySelectorAll('[name="stage"] option')).filter(function (one) { return one.value === done.stage; })[0];
    BX.notify(BX.message(done.moved ? 'TRIGGER_MOVED' : 'TRIGGER_STAYED', { STAGE: stage ? stage.textContent : done.stage }));
  }

  function cells(tag, values) {
    return BX.node('tr', {}, values.map(function (value) {
      return BX.node(tag, { text: value !== null && typeof value === 'object' ? JSON.stringify(value) : String(value === null ? '' : value) });
    }));
  }
  function table(form, done) {
    var names = {};
    done.description.forEach(function (one) { names[one.code] = one.name; });
    var chips = done.tables.map(function (one) {
      return BX.node('button', { type: 'button', class: 'ui-btn ui-btn-light-border ui-btn-xs', 'data-table': one.code, text: one.title, onclick: function () {
        form.elements.table.value = one.code;
        form.requestSubmit();
      } });
    });
    var box = form.parentNode.querySelector('.bx-bi-found');
    var head = BX.node('thead', {}, [cells('th', done.data[0].map(function (code) { return names[code] || code; }))]);
    box.replaceChildren(BX.node('div', { class: 'bx-bi-tables' }, chips), BX.node('div', { class: 'bx-grid' }, [
      BX.node('table', { class: 'main-grid-table' }, [head, BX.node('tbody', {}, done.data.slice(1).map(function (row) { return cells('td', row); }))])
    ]));
    box.hidden = false;
  }

  var THEN = { reload: reload, payment: payment, sent: sent, fired: fired, table: table };

  function submit(form) {
    var params = read(form, 'params');
    var button = form.querySelector('[type="submit"]');
    new FormData(form).forEach(function (value, name) { params[name] = value; });
    button.classList.add('ui-btn-wait');
    BX.act(form.getAttribute('data-act'), params).then(function (done) {
      THEN[form.getAttribute('data-then')](form, done);
    }, function () {}).then(function () { button.classList.remove('ui-btn-wait'); });
  }

  document.addEventListener('DOMContentLoaded', begun);
  document.addEventListener('submit', function (event) {
    if (event.target.matches('.bx-act')) {
      event.preventDefault();
      submit(event.target);
    }
  });
  document.addEventListener('click', function (event) {
    var node = event.target.closest ? event.target.closest('[data-call], [data-shows]') : null;
    if (!node) {
      return;
    }
    event.preventDefault();
    if (node.hasAttribute('data-call')) {
      call(node);
      return;
    }
    var pane = document.getElementById(node.getAttribute('data-shows'));
    pane.hidden = !pane.hidden;
    node.setAttribute('aria-expanded', String(!pane.hidden));
  });
}());
