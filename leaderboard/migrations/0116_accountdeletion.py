import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0115_image_once_per_sample'),
    ]

    operations = [
        migrations.CreateModel(
            name='AccountDeletion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deletions', to=settings.AUTH_USER_MODEL)),
                ('remove_name', models.BooleanField()),
                ('by_operator', models.BooleanField(db_default=False, default=False)),
                ('requested_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('due_at', models.DateTimeField()),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('cancelled_at__isnull', True), ('done_at__isnull', True)), fields=['due_at'], name='account_deletion_open')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('cancelled_at__isnull', True), ('done_at__isnull', True)), fields=('user',), name='account_deletion_one_at_a_time'), models.CheckConstraint(condition=models.Q(('cancelled_at__isnull', True), ('done_at__isnull', True), _connector='OR'), name='account_deletion_ends_once')],
            },
        ),
    ]
