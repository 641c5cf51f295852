using Lab.Models.Data;
using Lab.Models.ImageReservoirs;
using Lab.Models.VortexOscillators;
using Lab.Runs;
using Lab.Runs.Records;
using Lab.Runs.Studies;

namespace Lab.Studies.VortexOscillators;

/// <summary>Computes the items of a <see cref="VortexImagesStudy"/>: gathers the states, chooses the ridge on the images held
/// back, fits again with them, and tests once.</summary>
/// <param name="settings">The settings.</param>
/// <param name="oscillator">The oscillator.</param>
/// <param name="data">The images.</param>
/// <param name="plans">The items.</param>
/// <param name="context">Gives the seeds.</param>
internal sealed class VortexImagesWork(
    VortexImagesSettings settings, VortexOscillator oscillator, VortexImageData data, IReadOnlyList<VortexImagePlan> plans,
    StudyContext context) : IStudyWork
{
    private const int WrongShown = 24;

    // Ridges below do not tell states in single precision apart.
    private static readonly double[] Ridges = [1e-6, 1e-5, 1e-4, 1e-3];

    private static readonly Column[] Parts =
        [VortexImagesStudy.StatesColumn, VortexImagesStudy.FitColumn, VortexImagesStudy.AnswerColumn];

    public ValueTask ComputeAsync(StudyItem item, CancellationToken cancellationToken)
    {
        VortexImagePlan plan = plans[item.Index];
        VortexImagesSettings varied = settings.With(plan.Value);
        var times = new JobTimes(TimeProvider.System);
        VortexImageData.Parts images = data.In(varied.ComponentCount);
        times.End(VortexImagesStudy.DataColumn);
        ImageNodes nodes = NodesOf(plan, varied, hasHeat: true);
        ImageNodes trained = varied.TrainWithHeat ? nodes : NodesOf(plan, varied, hasHeat: false);
        var training = new ReadoutTraining(trained, images.Training.Classes, item.Threads, cancellationToken);
        training.Add(images.Training, "training");
        times.End(VortexImagesStudy.StatesColumn);
        Choice[] choices = Choose(plan, training, nodes, images.Validation, times, item.Threads, cancellationToken);
        double largestRidge = choices[^1].Ridge;
        if (settings.Vary != StudiedVortex.Nothing)
        {
            double condition = training.Condition(largestRidge);
            Record(item, plan, choices, answers: null, condition, HeldShare(nodes, images.Training), times);
            return ValueTask.CompletedTask;
        }

        training.Add(images.Validation, "held back");
        times.End(VortexImagesStudy.StatesColumn);
        byte[][] answers = Test(plan, choices, training, nodes, images.Test, times, item.Threads, cancellationToken);
        Record(item, plan, choices, answers, training.Condition(largestRidge), HeldShare(nodes, images.Training), times);
        return ValueTask.CompletedTask;
    }

    private ImageNodes NodesOf(VortexImagePlan plan, VortexImagesSettings varied, bool hasHeat)
    {
        ulong seed = context.SeedOf(plan.Mask);
        VortexDrive drive = varied.ToDrive(oscillator) with { Seed = seed };
        return new ImageNodes(
            plan.Function, plan.Counts[^1], varied.ComponentCount, seed, hasHeat ? drive : drive with { Temperature = default });
    }

    private Choice[] Choose(
        VortexImagePlan plan, ReadoutTraining training, ImageNodes nodes, ComponentImages validation, JobTimes times, int threads,
        CancellationToken cancellationToken)
    {
        double[] ridges = settings.Ridge is { } set ? [set] : Ridges;
        List<(double Ridge, int Index, ClassReadout Readout)> tried = [];
        foreach (double ridge in ridges)
        {
            if (training.Fit(ridge, plan.Counts) is { } readouts)
            {
                tried.AddRange(readouts.Select((readout, index) => (ridge, index, readout)));
            }
        }

        if (tried.Count == 0)
        {
            throw new RunException(
                $"A ridge of {ridges[^1]} does not tell the states of {plan.Counts[^1]} nodes apart: set a larger 'ridge' or "
                    + "fewer 'nodes'.");
        }

        times.End(VortexImagesStudy.FitColumn);
        byte[][] answers = ClassReadout.Answer(
            [.. tried.Select(each => each.Readout)], nodes, validation, "validation", threads, cancellationToken);
        times.End(VortexImagesStudy.AnswerColumn);
        double[] accuracies = [.. answers.Select(each => AccuracyOf(each, validation.Labels))];
        return
        [
            .. Enumerable.Range(0, plan.Counts.Count).Select(index => tried.Zip(accuracies)
                .Where(pair => pair.First.Index == index)
                .Select(pair => new Choice(pair.First.Ridge, pair.Second))
                .MaxBy(choice => choice.Accuracy)!),
        ];
    }

    // All numbers of nodes see the test images in one showing.
    private static byte[][] Test(
        VortexImagePlan plan, Choice[] choices, ReadoutTraining training, ImageNodes nodes, ComponentImages test, JobTimes times,
        int threads, CancellationToken cancellationToken)
    {
        var readouts = new ClassReadout[plan.Counts.Count];
        foreach (IGrouping<double, int> group in Enumerable.Range(0, choices.Length).GroupBy(index => choices[index].Ridge))
        {
            int[] members = [.. group];
            IReadOnlyList<ClassReadout> fitted = training.Fit(group.Key, [.. members.Select(index => plan.Counts[index])])
                ?? throw new RunException(
                    $"A ridge of {group.Key} does not tell the states of {plan.Counts[^1]} nodes apart: set a larger 'ridge'.");
            for (int i = 0; i < members.Length; i++)
            {
                readouts[members[i]] = fitted[i];
            }
        }

        times.End(VortexImagesStudy.FitColumn);
        byte[][] answers = ClassReadout.Answer(readouts, nodes, test, "test", threads, cancellationToken);
        times.End(VortexImagesStudy.AnswerColumn);
        return answers;
    }

    private void Record(
        StudyItem item, VortexImagePlan plan, Choice[] choices, byte[][]? answers, double condition, double held, JobTimes times)
    {
        ImageSet test = data.Test;
        for (int index = 0; index < plan.Counts.Count; index++)
        {
            byte[]? told = answers?[index];
            bool isLast = index == plan.Counts.Count - 1;
            int[] wrong = told is not null && isLast && plan is { Function: NodeFunction.Vortex, Mask: 0 }
                ? [.. Enumerable.Range(0, test.Count).Where(image => told[image] != test.Labels[image]).Take(WrongShown)]
                : [];
            int count = index;
            item.Add(row =>
            {
                row.Set(VortexImagesStudy.FunctionColumn, (int)plan.Function);
                row.Set(VortexImagesStudy.MaskColumn, plan.Mask);
                row.Set(VortexImagesStudy.ValueColumn, plan.Value);
                row.Set(VortexImagesStudy.NodesColumn, plan.Counts[count]);
                row.Set(VortexImagesStudy.RidgeColumn, choices[count].Ridge);
                row.Set(VortexImagesStudy.ValidationColumn, choices[count].Accuracy);
                row.Set(VortexImagesStudy.ConditionColumn, condition);
                row.Set(VortexImagesStudy.HeldColumn, held);
                row.Set(VortexImagesStudy.SecondsColumn, Parts.Sum(times.Of));
                foreach (Column part in (Column[])[VortexImagesStudy.DataColumn, .. Parts])
                {
                    row.Set(part, times.Of(part));
                }

                row.Set(VortexImagesStudy.ConfusionColumn, told is null ? [] : ConfusionOf(told, test));
                row.Set(
                    VortexImagesStudy.WrongColumn,
                    [.. wrong.SelectMany(image => (double[])[image, test.Labels[image], told![image]])]);
                row.Set(
                    VortexImagesStudy.WrongPixelsColumn,
                    [.. wrong.SelectMany(image => test.Pixels[(image * test.Size)..((image + 1) * test.Size)])
                        .Select(pixel => (double)pixel)]);
                if (told is null)
                {
                    row.SetMissing(VortexImagesStudy.TestColumn);
                }
                else
                {
                    row.Set(VortexImagesStudy.TestColumn, AccuracyOf(told, test.Labels));
                }
            });
        }
    }

    private static double HeldShare(ImageNodes nodes, ComponentImages images)
    {
        if (nodes.Function != NodeFunction.Vortex)
        {
            return 0;
        }

        float[] masked = new float[nodes.Count * ComponentImages.BlockLength];
        return nodes.HeldShare(images, block: 0, masked);
    }

    private static double AccuracyOf(byte[] answers, IReadOnlyList<byte> labels) =>
        Enumerable.Range(0, answers.Length).Count(image => answers[image] == labels[image]) / (double)answers.Length;

    private static double[] ConfusionOf(byte[] answers, ImageSet images)
    {
        double[] confusion = new double[images.Classes * images.Classes];
        for (int image = 0; image < answers.Length; image++)
        {
            confusion[(images.Labels[image] * images.Classes) + answers[image]]++;
        }

        return confusion;
    }

    private sealed record Choice(double Ridge, double Accuracy);
}
