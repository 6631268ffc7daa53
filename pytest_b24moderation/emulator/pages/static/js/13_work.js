/* Chat, robots, employees, profiles; what frames in their places may ask for. */
(function () {
  'use strict';

  var BX = window.BX;
  var setPlacement = BX.rest.AppLayout.setPlacement;

  // A dialog opens at its newest message.
  document.addEventListener('DOMContentLoaded', function () {
    var talk = document.querySelector('.im-messages');
    if (talk) {
      talk.scrollTop = talk.scrollHeight;
    }
  });

  function write(form) {
    var field = form.querySelector('[name="text"]');
    var text = field.value.trim();
    if (!text) {
      return;
    }
    BX.ajax.runAction('im.message.send', { dialog: form.getAttribute('data-dialog'), text: text }).then(function () {
      window.location.reload();
    }, function (answer) {
      BX.notify(((answer.errors || [])[0] || {}).message || BX.message('ACT_ERROR'), 8);
    });
  }

  function runRobot(form) {
    var item = form.querySelector('[name="item"]').value.split(':');
    var properties = {};
    Array.from(form.elements).forEach(function (field) {
      if (field.name.indexOf('property:') === 0) {
        var name = field.name.slice(9);
        properties[name] = field.bxValues || field.value;
      }
    });
    var button = form.querySelector('[type="submit"]');
    button.classList.add('ui-btn-wait');
    BX.act(form.getAttribute('data-act'), { code: form.getAttribute('data-code'), type: item[0], id: item[1], properties: properties }).then(function () {
      BX.notify(BX.message('ROBOT_DONE'));
    }).catch(function () {}).then(function () { button.classList.remove('ui-btn-wait'); });
  }

  function invite(form) {
    var box = document.querySelector('[data-role="error-message"]');
    var data = {};
    new FormData(form).forEach(function (value, name) { data[name] = value; });
    data.ADD_SEND_PASSWORD = data.ADD_SEND_PASSWORD ? 'N' : 'Y';
    BX.ajax.component('bitrix:intranet.invitation', 'add', data).then(function () {
      box.hidden = true;
      form.reset();
      BX.notify(BX.message('INVITED'), 4);
    }, function (answer) {
      box.hidden = false;
      box.querySelector('.ui-alert-message').textContent = ((answer.errors || [])[0] || {}).message || BX.message('ACT_ERROR');
    });
  }

  document.addEventListener('submit', function (event) {
    var form = event.target;
    var found = form.id === 'im-form' ? write : form.id === 'invite-form' ? invite : form.matches('.bx-robot') ? runRobot : null;
    if (found) {
      event.preventDefault();
      found(form);
    }
  });
  document.addEventListener('keydown', function (event) {
    if (event.key === 'Enter' && !event.shiftKey && event.target.matches && event.target.matches('#im-form textarea')) {
      event.preventDefault();
      write(event.target.form);
    }
  });

  BX.userProfile = function (profile) {
    var button = document.querySelector('[data-role="user-profile-actions-button"]');
    button.addEventListener('click', function () {
      BX.menu('user-profile-action-popup', button, profile.actions.map(function (one) {
        return { text: one.text, data: { action: one.action }, onclick: function () { confirm(profile.id, one); } };
      }));
    });
  };

  function confirm(id, one) {
    BX.popup({
      id: 'intranet-user-profile-confirm-popup',
      content: BX.node('div', { text: one.text + '?' }),
      buttons: [
        { text: BX.message('YES'), classic: true, className: 'popup-window-button-accept', onclick: function (popup) {
          popup.close();
          BX.ajax.component('bitrix:intranet.user.profile', one.action, { userId: id }).then(function () { window.location.reload(); }, function (answer) {
            BX.popup({ id: 'intranet-user-profile-error-popup', content: BX.node('div', { text: answer.errors[0].message }) });
          });
        } },
        { text: BX.message('NO'), classic: true, className: 'popup-window-button-link-cancel', onclick: function (popup) { popup.close(); } }
      ]
    });
  }

  function valueOf(layout) { return document.getElementById('crm-field-' + layout.params.field); }
  setPlacement(/^USERFIELD_TYPE$/, { commands: {
    getValue: function (params, answer) { answer(JSON.parse(valueOf(this).value || 'null')); },
    setValue: function (params, answer) {
      var value = params && params.value !== undefined && Object.keys(params).length === 1 ? params.value : params;
      valueOf(this).value = JSON.stringify(value);
      answer(value);
    }
  } });
  // Fields of the rule that the application's settings are shown for; names that it has not are passed over.
  setPlacement(/^BIZPROC_ACTIVITY_PROPERTIES_DIALOG$/, { commands: { setPropertyValue: function (params, answer) {
    var form = this.node('appframe_layout').closest('.bx-robot-own').querySelector('form');
    Object.keys(params).forEach(function (name) {
      var field = form.elements['property:' + name];
      if (field) {
        field.bxValues = Array.isArray(params[name]) ? params[name] : null;
        field.value = String(params[name]);
      }
    });
    if (this.params.propertyAnswer) {
      answer();
    }
  } } });
  setPlacement(/^CALL_CARD$/, {
    commands: {
      getStatus: function (params, answer) { var known = Object.assign({}, this.params.placementOptions); delete known.URI; answer(known); },
      disableAutoClose: function (params, answer) { answer([]); },
      enableAutoClose: function (params, answer) { answer([]); }
    },
    events: ['CallCard::EntityChanged', 'CallCard::BeforeClose', 'CallCard::CallStateChanged']
  });
}());
