using Lab.Models.ClassifierNetworks;
using Lab.Models.Data;
using Lab.Runs;
using Lab.Runs.Protocols;
using Lab.Runs.Records;

namespace Lab.Protocols.ClassifierNetworks;

/// <summary>The trainings of a <see cref="ClassifierExperiment"/>: an epoch a point, one training after the other.</summary>
/// <param name="settings">What the trainings share.</param>
/// <param name="data">Name of the images.</param>
/// <param name="trainings">The trainings in their order.</param>
/// <param name="load">Gives the images of a training and its seed.</param>
/// <param name="finish">What a trained network is tried with: numbers of an array of the record.</param>
/// <param name="context">Gives the seeds, and the folder for what is kept.</param>
internal sealed class ClassifierMeasurement(
    ClassifierTrainingSettings settings, string data, IReadOnlyList<ClassifierPlan> trainings,
    Func<ClassifierPlan, ulong, (ImageSet Training, ImageSet Test)> load,
    Func<ClassifierPlan, ClassifierNetwork, (ImageSet Training, ImageSet Test), ulong, double[]> finish, ExperimentContext context) : IMeasurement
{
    private readonly TimeProvider clock = TimeProvider.System;
    private ((ImageSet Training, ImageSet Test) Images, ClassifierTrainingState State)? current;

    public ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
    {
        (int index, int epoch) = Math.DivRem(point, settings.Epochs);
        ((ImageSet Training, ImageSet Test) images, ClassifierTrainingState state) = TrainingAt(index, epoch);

        // A run that is taken up where nothing was kept goes through the training's first epochs again.
        (double loss, double accuracy, TimeSpan time) = (0, 0, TimeSpan.Zero);
        try
        {
            while (state.Epochs <= epoch)
            {
                long began = clock.GetTimestamp();
                (loss, accuracy) = state.TrainEpoch(images.Training, cancellationToken);
                time = clock.GetElapsedTime(began);
            }
        }
        catch (ArithmeticException diverged)
        {
            throw new RunException(diverged.Message, diverged);
        }

        state.Forget(epoch - 1);
        int[] confusion = ClassifierTraining.Test(state.Network, images.Test);
        double test = ClassifierTraining.AccuracyOf(confusion);
        bool isLast = epoch == settings.Epochs - 1;
        row.Set(ClassifierExperiment.TrainingColumn, index);
        row.Set(ClassifierExperiment.EpochColumn, epoch);
        row.Set(ClassifierExperiment.LossColumn, loss);
        row.Set(ClassifierExperiment.TrainAccuracyColumn, accuracy);
        row.Set(ClassifierExperiment.TestAccuracyColumn, test);
        row.Set(ClassifierExperiment.SecondsColumn, time.TotalSeconds);
        row.Set(ClassifierExperiment.ConfusionColumn, [.. confusion.Select(count => (double)count)]);
        row.Set(ClassifierExperiment.FinishColumn, isLast ? finish(trainings[index], state.Network, images, context.SeedOf(trainings[index].Replicate)) : []);
        row.Set(ClassifierExperiment.WeightsColumn, isLast ? state.Network.FirstWeights() : []);
        if (isLast)
        {
            state.Finish(test);
        }

        return ValueTask.CompletedTask;
    }

    private ((ImageSet Training, ImageSet Test) Images, ClassifierTrainingState State) TrainingAt(int index, int epoch)
    {
        if (current is not { } known || known.State.Index != index)
        {
            ulong seed = context.SeedOf(trainings[index].Replicate);
            known = (load(trainings[index], seed), new ClassifierTrainingState(settings, data, trainings[index], index, seed, context.Folder));
            current = known;
            known.State.TakeUp(epoch);
        }

        return known;
    }
}
