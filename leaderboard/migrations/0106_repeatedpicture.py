import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0105_pictures_of_submission'),
    ]

    operations = [
        migrations.CreateModel(
            name='RepeatedPicture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField()),
                ('cause', models.TextField()),
                ('failures', models.PositiveIntegerField()),
                ('repeated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('image', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='repeats', to='leaderboard.generatedimage')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('image', 'round'), name='repeat_once_per_round'), models.CheckConstraint(condition=models.Q(('round__gte', 1), ('round__lte', 2)), name='repeat_rounds_are_limited'), models.CheckConstraint(condition=models.Q(('cause', ''), _negated=True), name='repeat_has_a_cause')],
            },
        ),
    ]
