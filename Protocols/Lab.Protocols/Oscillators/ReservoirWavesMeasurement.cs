using System.Numerics;
using Lab.Instruments.Shots;
using Lab.Models.Reservoirs;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Studies.Reservoirs;

namespace Lab.Protocols.Oscillators;

/// <summary>The measurement of <see cref="ReservoirWavesProtocol"/>: the waves are loaded once for a centre and played as often
/// as there are repeats.</summary>
/// <param name="settings">The settings.</param>
/// <param name="plan">The points.</param>
/// <param name="player">Plays and records.</param>
/// <param name="middleRadians">The phase in the middle of the range.</param>
/// <param name="restResidualVolts">What is left of the leak at rest.</param>
/// <param name="seed">The seed of the run.</param>
internal sealed class ReservoirWavesMeasurement(
    WaveBenchSettings settings, WavePlan plan, WavePlayer player, double middleRadians, double restResidualVolts, ulong seed)
    : IMeasurement
{
    public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
    {
        (int maskIndex, Frequency centre, bool needsMemory) = plan.At(point);
        (WaveSequence sequence, Mask mask) = plan.Draw(maskIndex, needsMemory, seed);
        int nodes = mask.Weights.Count;
        double[] hertz = [.. Enumerable.Range(0, sequence.Hertz.Count * nodes).Select(
            node => centre.Hertz + (sequence.Hertz[node / nodes] * mask.Weights[node % nodes]))];
        double[] before = point == 0 ? await player.TakeUncancelledAsync(hertz, cancellationToken).ConfigureAwait(false) : [];
        double[] after = [];
        double sampleSeconds = 0;
        await player.LoadAsync(hertz, cancellationToken).ConfigureAwait(false);
        var sum = new Sum(settings, player, middleRadians);

        // A record is read while the next one is taken, which may take the place of its samples: a copy is read.
        Task reading = Task.CompletedTask;
        try
        {
            for (int shot = 0; shot < settings.Shots; shot++)
            {
                ShotTrace trace = await player.TakeAsync(cancellationToken).ConfigureAwait(false);
                if (shot == 0)
                {
                    sampleSeconds = 1 / trace.SamplesPerSecond;
                    after = point == 0 ? player.ShownOf(trace) : [];
                }

                ShotTrace kept = trace with { Samples = trace.Samples.ToArray() };
                await reading.ConfigureAwait(false);
                reading = Task.Run(() => sum.Add(kept), CancellationToken.None);
            }
        }
        finally
        {
            await reading.ConfigureAwait(false); // where a shot failed, the point is measured anew after it
        }

        new WaveRecord(maskIndex, centre.Hertz, needsMemory, sequence, mask, sum.Mean()).Fill(row);
        row.Set(LeakSubtraction.RestResidualColumn, restResidualVolts);
        row.Set(ReservoirWavesExperiment.MiddlePhaseColumn, middleRadians);
        row.Set(ReservoirWavesExperiment.SampleTimeColumn, sampleSeconds);
        row.Set(ReservoirWavesExperiment.BeforeColumn, before);
        row.Set(ReservoirWavesExperiment.AfterColumn, after);
    }

    /// <summary>The repeats of a record, of which the states or the traces are averaged.</summary>
    private sealed class Sum(WaveBenchSettings settings, WavePlayer player, double middleRadians)
    {
        private double[][] states = [];
        private Complex[] traces = [];

        public void Add(ShotTrace trace)
        {
            Complex[] amplitudes = player.Demodulate(trace);
            if (settings.Averaging == WaveAveraging.Traces)
            {
                traces = traces.Length == 0 ? amplitudes : [.. traces.Zip(amplitudes, (a, b) => a + b)];
                return;
            }

            double[][] read = player.Read(amplitudes, middleRadians);
            states = states.Length == 0
                ? read
                : [.. states.Zip(read, (a, b) => a.Zip(b, (x, y) => x + y).ToArray())];
        }

        public double[][] Mean() => settings.Averaging == WaveAveraging.Traces
            ? player.Read([.. traces.Select(each => each / settings.Shots)], middleRadians)
            : [.. states.Select(feature => feature.Select(value => value / settings.Shots).ToArray())];
    }
}
