from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('leaderboard', '0063_moderated_generatedimage'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='generatedimage',
            index=models.Index(condition=models.Q(('hidden_at__isnull', False), ('excluded_at__isnull', False), _connector='OR'), fields=['submission'], name='image_moderated'),
        ),
    ]
