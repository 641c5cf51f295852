using System.Globalization;
using Lab.Instruments.Terminals;
using Lab.Models.Data;
using Lab.Runs.Settings;
using Lab.Studies.DynamicalNetworks;
using MathNet.Numerics.Statistics;

namespace Lab.Studies.Series;

/// <summary>Divides series into samples to train, to choose and to test with; mean and standard deviation of each channel are
/// those of the samples to train with.</summary>
internal static class SeriesSplit
{
    /// <summary>Sequences with classes, divided at random: 70 % to train, 10 % to choose, 20 % to test with.</summary>
    public static SequenceSplit OfSequences(SeriesFile file, double scale, ulong seed)
    {
        (LabelledSamples training, LabelledSamples validation, LabelledSamples test) = SequenceSplit.Divide(
            new LabelledSamples(file.Values, file.Classes), seed);
        (double[] mean, double[] factor) = ScalingOf(training.Features, file.Channels, scale);
        SampleSet Of(LabelledSamples samples) =>
            SampleSet.OfClasses(Scaled(samples.Features, file.Channels, mean, factor), samples.Classes, file.ClassNames.Length);
        return new SequenceSplit(Of(training), Of(validation), Of(test));
    }

    /// <summary>One series, cut into pieces: the first 70 % of time to train, then 10 % to choose, and the last 20 % to test
    /// with. The targets, which are the next values, have standard deviation 1.</summary>
    public static SequenceSplit OfSeries(SeriesFile file, double scale, int window)
    {
        int pieces = (file.Steps - 1) / window;
        int firstTest = (int)Math.Round((1 - SequenceSplit.TestShare) * pieces);
        int firstValidation = (int)Math.Round((1 - SequenceSplit.TestShare) * (1 - SequenceSplit.ValidationShareOfRest) * pieces);
        double[][] training = [file.Values[0][..(firstValidation * window * file.Channels)]];
        RequireVariance(file, training, "the part to train with, the first 70 %");
        (double[] mean, double[] factor) = ScalingOf(training, file.Channels, 1);
        float[] all = Scaled(file.Values, file.Channels, mean, factor);
        SampleSet Of(int first, int end)
        {
            float[] from = all[(first * window * file.Channels)..(end * window * file.Channels)];
            float[] to = all[(((first * window) + 1) * file.Channels)..(((end * window) + 1) * file.Channels)];
            return new SampleSet([.. from.Select(value => (float)(value * scale))], to, end - first);
        }

        return new SequenceSplit(Of(0, firstValidation), Of(firstValidation, firstTest), Of(firstTest, pieces));
    }

    /// <summary>Mean squared error of naming the present value as the next.</summary>
    public static double PersistenceError(SampleSet samples, double scale) =>
        samples.Inputs.Zip(samples.Targets, (now, next) => Math.Pow((now / scale) - next, 2)).Average();

    /// <summary>Refuses a channel that does not change: it teaches nothing, and an error in units of its variance is
    /// none.</summary>
    /// <param name="file">The file, for names.</param>
    /// <param name="sequences">The sequences, shape [sequence][step · channel].</param>
    /// <param name="where">The name of the sequences, for the message.</param>
    /// <exception cref="SettingsException">A channel has one value, or differs in the last digits of its numbers
    /// alone.</exception>
    public static void RequireVariance(SeriesFile file, double[][] sequences, string where)
    {
        const double rounding = 1e-13;
        for (int channel = 0; channel < file.Channels; channel++)
        {
            (double lowest, double highest) = (double.PositiveInfinity, double.NegativeInfinity);
            foreach (double[] sequence in sequences)
            {
                for (int i = channel; i < sequence.Length; i += file.Channels)
                {
                    lowest = Math.Min(lowest, sequence[i]);
                    highest = Math.Max(highest, sequence[i]);
                }
            }

            double largest = Math.Max(Math.Abs(lowest), Math.Abs(highest));
            if (!((highest / 2) - (lowest / 2) > rounding * largest))
            {
                throw new SettingsException(
                    $"The setting 'data': {file.ChannelNames[channel]} of {file.Source} is "
                        + $"{lowest.ToString("G6", CultureInfo.InvariantCulture)} throughout {where}; "
                    + "a channel without variance teaches nothing. Leave it out with --columns.");
            }
        }
    }

    // In units of the largest value, so that squares neither overflow nor vanish.
    private static (double[] Mean, double[] Factor) ScalingOf(double[][] sequences, int channels, double scale)
    {
        double[] mean = new double[channels];
        double[] factor = new double[channels];
        for (int channel = 0; channel < channels; channel++)
        {
            double[] values = [.. sequences.SelectMany(sequence => sequence.Where((_, i) => i % channels == channel))];
            double largest = values.Max(Math.Abs);
            double[] relative = [.. values.Select(value => largest > 0 ? value / largest : 0)];
            mean[channel] = relative.Mean() * largest;
            factor[channel] = relative.PopulationStandardDeviation() is var spread and > 0 ? scale / spread / largest : 0;
        }

        return (mean, factor);
    }

    private static float[] Scaled(double[][] sequences, int channels, double[] mean, double[] factor) =>
        [.. sequences.SelectMany(sequence => sequence.Select(
            (value, i) => (float)((value - mean[i % channels]) * factor[i % channels])))];
}
