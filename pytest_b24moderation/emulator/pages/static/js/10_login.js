/* Logging in: first the login, then the password. */
(function () {
  'use strict';

  var BX = window.BX;

  BX.loginForm = function (backurl) {
    var form = document.getElementById('authorize-form');
    var login = form.querySelector('#login');
    var submit = form.querySelector('[data-action="submit"]');
    var error = form.querySelector('.b24-network-auth-form-field-error');
    var step = 'login';

    function fail(text) {
      error.textContent = text;
      form.classList.toggle('b24-network-auth-form-field-input-block-error', Boolean(text));
    }

    function askPassword() {
      step = 'password';
      form.querySelector('[data-step="login"]').hidden = true;
      form.querySelector('[data-step="password"]').hidden = false;
      form.querySelector('.b24-network-auth-form-who span:last-child').textContent = login.value.trim();
      form.querySelector('#password').focus();
    }

    // A captcha or a one-time code: only a person can give it.
    function askMore(code) {
      var wanted = { CAPTCHA: 'captcha_word', OTP: 'otp' }[code];
      if (wanted && !form.querySelector('[name="' + wanted + '"]')) {
        submit.before(BX.node('div', { class: 'b24-network-auth-form-field', 'data-role': wanted }, [
          BX.node('input', { class: 'b24-network-auth-form-field-input', name: wanted, autocomplete: 'off' })
        ]));
      }
    }

    form.addEventListener('submit', function (event) {
      event.preventDefault();
      var data = { login: login.value.trim() };
      if (step === 'password') {
        data.password = form.querySelector('#password').value;
        data.remember = form.querySelector('#remember').checked ? 'Y' : 'N';
      }
      submit.classList.add('ui-btn-wait');
      fail('');
      BX.ajax.runAction(step === 'login' ? 'b24network.authorize.checkLogin' : 'b24network.authorize.check', data)
        .then(function () {
          if (step === 'login') {
            askPassword();
          } else {
            window.location.href = backurl;
            return;
          }
          submit.classList.remove('ui-btn-wait');
        }, function (answer) {
          submit.classList.remove('ui-btn-wait');
          askMore(((answer.errors || [])[0] || {}).code);
          fail(((answer.errors || [])[0] || {}).message || BX.message('LOGIN_ERROR'));
        });
    });
    login.focus();
  };
}());
