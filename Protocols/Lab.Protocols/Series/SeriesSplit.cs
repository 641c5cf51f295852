using Lab.Models.Data;
using Lab.Protocols.DynamicalNetworks;
using MathNet.Numerics.Statistics;

namespace Lab.Protocols.Series;

/// <summary>Divides series into samples to train, to choose and to test with; mean and standard deviation of each channel are those of the
/// samples to train with.</summary>
internal static class SeriesSplit
{
    /// <summary>Sequences with classes, divided at random: 70 % to train, 10 % to choose, 20 % to test with.</summary>
    public static SequenceSplit OfSequences(SeriesFile file, double scale, ulong seed)
    {
        (LabelledSamples training, LabelledSamples validation, LabelledSamples test) = SequenceSplit.Divide(new LabelledSamples(file.Values, file.Classes), seed);
        (double[] mean, double[] factor) = ScalingOf(training.Features, file.Channels, scale);
        SequenceSamples Of(LabelledSamples samples) => new(Scaled(samples.Features, file.Channels, mean, factor), SequenceSamples.OneHot(samples.Classes, file.ClassNames.Length));
        return new SequenceSplit(Of(training), Of(validation), Of(test));
    }

    /// <summary>One series, cut into pieces: the first 70 % of time to train, then 10 % to choose, and the last 20 % to test with. The
    /// targets, which are the next values, have standard deviation 1.</summary>
    public static SequenceSplit OfSeries(SeriesFile file, double scale, int window)
    {
        int pieces = (file.Steps - 1) / window;
        int firstTest = (int)Math.Round((1 - SequenceSplit.TestShare) * pieces);
        int firstValidation = (int)Math.Round((1 - SequenceSplit.TestShare) * (1 - SequenceSplit.ValidationShareOfRest) * pieces);
        (double[] mean, double[] factor) = ScalingOf([file.Values[0][..(firstValidation * window * file.Channels)]], file.Channels, 1);
        float[] all = Scaled(file.Values, file.Channels, mean, factor);
        SequenceSamples Of(int first, int end)
        {
            float[] from = all[(first * window * file.Channels)..(end * window * file.Channels)];
            float[] to = all[(((first * window) + 1) * file.Channels)..(((end * window) + 1) * file.Channels)];
            return new SequenceSamples([.. from.Select(value => (float)(value * scale))], to);
        }

        return new SequenceSplit(Of(0, firstValidation), Of(firstValidation, firstTest), Of(firstTest, pieces));
    }

    /// <summary>Mean squared error of naming the present value as the next.</summary>
    public static double PersistenceError(SequenceSamples samples, double scale) =>
        samples.Inputs.Zip(samples.Targets, (now, next) => Math.Pow((now / scale) - next, 2)).Average();

    private static (double[] Mean, double[] Factor) ScalingOf(double[][] sequences, int channels, double scale)
    {
        double[][] values = [.. Enumerable.Range(0, channels).Select(channel => sequences.SelectMany(sequence => sequence.Where((_, i) => i % channels == channel)).ToArray())];
        return ([.. values.Select(channel => channel.Mean())], [.. values.Select(channel => channel.PopulationStandardDeviation() is var spread and > 0 ? scale / spread : 0)]);
    }

    private static float[] Scaled(double[][] sequences, int channels, double[] mean, double[] factor) =>
        [.. sequences.SelectMany(sequence => sequence.Select((value, i) => (float)((value - mean[i % channels]) * factor[i % channels])))];
}
