from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0046_redis_of_worker'),
    ]

    operations = [
        migrations.CreateModel(
            name='AnnouncedJudge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(max_length=300, unique=True)),
                ('profile', models.CharField(max_length=100)),
                ('profile_sha256', models.CharField(max_length=64)),
                ('node', models.CharField(max_length=200)),
                ('slots', models.PositiveIntegerField()),
                ('engine_version', models.CharField(blank=True, max_length=100)),
                ('state', models.CharField(choices=[('starting', 'starting'), ('serving', 'serving'), ('restarting', 'restarting'), ('draining', 'draining')], max_length=10)),
                ('cause', models.TextField(blank=True)),
                ('announced_by', models.UUIDField()),
                ('since', models.DateTimeField(db_default=Now())),
                ('seen_at', models.DateTimeField(db_default=Now())),
            ],
            options={
                'ordering': ['address'],
            },
        ),
    ]
