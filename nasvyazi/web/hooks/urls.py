from django.urls import path

from .views import receive

urlpatterns = [path("<slug:network>/<slug:key>", receive, name="hook")]
