using Lab.Models.ClassifierNetworks;
using Lab.Models.Data;
using Lab.Models.Training;
using Lab.Runs;
using Lab.Runs.Studies;

namespace Lab.Studies.ClassifierNetworks;

/// <summary>Computes the trainings of a <see cref="ClassifierStudy"/>.</summary>
/// <param name="settings">The settings that the trainings share.</param>
/// <param name="data">Name of the images.</param>
/// <param name="trainings">The trainings in their order.</param>
/// <param name="load">Gives the images of a training and its seed.</param>
/// <param name="finish">Tries a trained network; gives the numbers of an array of the record.</param>
/// <param name="context">Gives the seeds, and the folder for what is kept.</param>
internal sealed class ClassifierWork(
    ClassifierTrainingSettings settings, string data, IReadOnlyList<ClassifierPlan> trainings,
    Func<ClassifierPlan, ulong, (ImageSet Training, ImageSet Test)> load,
    Func<ClassifierPlan, ClassifierNetwork, (ImageSet Training, ImageSet Test), ulong, ValueTask<double[]>> finish,
    StudyContext context) : IStudyWork
{
    private readonly TimeProvider clock = TimeProvider.System;

    public async ValueTask ComputeAsync(StudyItem item, CancellationToken cancellationToken)
    {
        ClassifierPlan plan = trainings[item.Index];
        ulong seed = context.SeedOf(plan.Replicate);
        (ImageSet Training, ImageSet Test) images = load(plan, seed);
        var state = new ClassifierTrainingState(settings, data, plan, item.Index, seed, context.Folder, item.Threads);
        state.TakeUp(item.FirstPoint);
        if (state.Epochs > 0)
        {
            item.SkipRecorded(); // otherwise nothing was kept, and the first epochs are trained again
        }

        for (int epoch = state.Epochs; epoch < settings.Epochs; epoch++)
        {
            await TrainAsync(item, epoch, plan, state, images, seed, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask TrainAsync(
        StudyItem item, int epoch, ClassifierPlan plan, ClassifierTrainingState state, (ImageSet Training, ImageSet Test) images,
            ulong seed,
        CancellationToken cancellationToken)
    {
        long began = clock.GetTimestamp();
        BatchResult trained = await TrainEpochAsync(state, images.Training, cancellationToken).ConfigureAwait(false);
        TimeSpan time = clock.GetElapsedTime(began);
        state.Forget(epoch - 1);
        int[] confusion = Confusion.Of(state.Network, images.Test);
        double test = Confusion.AccuracyOf(confusion);
        bool isLast = epoch == settings.Epochs - 1;
        if (isLast)
        {
            state.Finish(test);
        }

        double[] trials = isLast ? await finish(plan, state.Network, images, seed).ConfigureAwait(false) : [];
        item.Add(row =>
        {
            row.Set(ClassifierStudy.TrainingColumn, item.Index);
            row.Set(ClassifierStudy.EpochColumn, epoch);
            row.Set(ClassifierStudy.LossColumn, trained.Loss);
            row.Set(ClassifierStudy.TrainAccuracyColumn, trained.Accuracy);
            row.Set(ClassifierStudy.TestAccuracyColumn, test);
            row.Set(ClassifierStudy.SecondsColumn, time.TotalSeconds);
            row.Set(ClassifierStudy.ConfusionColumn, [.. confusion.Select(count => (double)count)]);
            row.Set(ClassifierStudy.FinishColumn, trials);
            row.Set(ClassifierStudy.WeightsColumn, isLast ? state.Network.FirstWeights() : []);
        });
    }

    private static async ValueTask<BatchResult> TrainEpochAsync(
        ClassifierTrainingState state, ImageSet images, CancellationToken cancellationToken)
    {
        try
        {
            return await state.TrainEpochAsync(images, cancellationToken).ConfigureAwait(false);
        }
        catch (ArithmeticException diverged)
        {
            throw new RunException(diverged.Message, diverged);
        }
    }
}
