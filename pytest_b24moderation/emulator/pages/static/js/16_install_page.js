/* Installing by a page of its own. */
(function () {
  'use strict';

  var BX = window.BX;

  BX.marketInstallPage = function (app) {
    var form = document.getElementById('marketAppInstallForm');
    var error = document.getElementById('market_install_error');
    var button = form.querySelector('.market-btn-start-install');

    function refused(text) {
      button.classList.remove('ui-btn-wait');
      error.textContent = text || BX.message('INSTALL_ERROR');
    }

    form.addEventListener('submit', function (event) {
      event.preventDefault();
      var missing = Array.from(form.querySelectorAll('input[type="checkbox"]')).filter(function (one) { return !one.checked; })[0];
      error.textContent = missing ? BX.message(missing.id === 'mp_tos_license' ? 'TOS_MISSING' : 'LICENCE_MISSING') : '';
      if (missing) {
        return;
      }
      button.classList.add('ui-btn-wait');
      BX.ajax.runAction('market.Application.install', app).then(function (answer) {
        if (answer.helperCode) {
          BX.infoHelper(answer.helperCode);
        } else if (answer.error) {
          refused([answer.error, answer.errorDescription].filter(Boolean).join(' '));
        } else if (answer.open) {
          BX.SidePanel.Instance.close();
          BX.top().BX.rest.AppLayout.openApplication(answer.id, {});
        } else {
          window.location.replace('/market/detail/' + encodeURIComponent(app.code) + '/?IFRAME=Y&IFRAME_TYPE=SIDE_SLIDER');
        }
      }, function (answer) { refused(((answer.errors || [])[0] || {}).message); });
    });
  };
}());
