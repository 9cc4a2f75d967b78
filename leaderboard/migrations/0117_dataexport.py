import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0116_accountdeletion'),
    ]

    operations = [
        migrations.CreateModel(
            name='DataExport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('queued_at', models.DateTimeField(blank=True, null=True)),
                ('lease_token', models.UUIDField(blank=True, null=True)),
                ('lease_expires_at', models.DateTimeField(blank=True, null=True)),
                ('attempt', models.PositiveIntegerField(default=0)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exports', to=settings.AUTH_USER_MODEL)),
                ('state', models.CharField(choices=[('pending', 'pending'), ('ready', 'ready'), ('failed', 'failed'), ('deleted', 'deleted')], default='pending', max_length=10)),
                ('cause', models.TextField(blank=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('deadline_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('name', models.CharField(blank=True, max_length=100)),
                ('byte_size', models.BigIntegerField(blank=True, null=True)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('state', 'pending')), fields=['due_at'], name='data_export_pending'), models.Index(condition=models.Q(('state', 'ready')), fields=['expires_at'], name='data_export_ready'), models.Index(condition=models.Q(('lease_token__isnull', False)), fields=['lease_token'], name='data_export_leased')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'pending')), fields=('user',), name='data_export_one_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('deadline_at__isnull', False), ('ended_at__isnull', True), ('state', 'pending')), models.Q(models.Q(('state', 'pending'), _negated=True), ('deadline_at__isnull', True), ('ended_at__isnull', False)), _connector='OR'), name='data_export_has_a_deadline'), models.CheckConstraint(condition=models.Q(models.Q(('byte_size__isnull', False), ('expires_at__isnull', False), ('state', 'ready'), models.Q(('name', ''), _negated=True)), models.Q(models.Q(('state', 'ready'), _negated=True), ('name', '')), _connector='OR'), name='data_export_ready_has_a_file'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'failed'), _negated=True), models.Q(('cause', ''), _negated=True), _connector='OR'), name='data_export_failure_has_a_cause')],
            },
        ),
    ]
