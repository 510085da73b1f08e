from django.urls import path

from .views import receive

urlpatterns = [path("<slug:network>/<str:key>", receive, name="hook")]
