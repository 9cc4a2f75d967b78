from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0018_boards_are_leased'),
    ]

    operations = [
        migrations.CreateModel(
            name='SweepFailure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(max_length=40)),
                ('row', models.CharField(blank=True, max_length=100)),
                ('cause', models.TextField()),
                ('attempt', models.PositiveIntegerField()),
                ('failed_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('step', 'row'), name='sweep_failure_once')],
            },
        ),
    ]
