using Lab.Benches;
using Lab.Calibration.Noise;
using Lab.Calibration.Twins;
using Lab.Modules;
using Lab.Protocols.Twins;
using Lab.Runs.Engine;
using Lab.Runs.Records;
using Lab.Workbench.Composition;

namespace Lab.Workbench.Twins;

/// <summary>Compares measured spectra with those of the fitted twin.</summary>
internal static class SpectrumComparisons
{
    /// <summary>Measures every spectrum again on the fitted twin, as the runs measured the device.</summary>
    public static async Task<IReadOnlyList<SpectrumComparison>> OfAsync(
        LabRegistry registry, RecordedRun[] runs, MeasuredSpectrum[] spectra, BenchDefinition fitted,
        CancellationToken cancellationToken)
    {
        List<MeasuredSpectrum> simulated = [];
        foreach (RecordedRun run in runs.Where(run => run.Info.Protocol != TwinFitting.FieldLineProtocol))
        {
            const ulong otherSeed = 1_000_003; // noise of its own
            await using BenchConnection connection = await BenchConnection.SimulateAsync(
                registry, fitted, run.Info.Seed + otherSeed, cancellationToken, withFaults: false).ConfigureAwait(false);
            var points = new MemoryPoints(run.Protocol.Create(run.Settings).Columns);
            RunInfo info = await RunEngine.RehearseAsync(
                new RunRequest(
                    run.Protocol,
                    run.Settings,
                    connection.Bench,
                    run.Info.Seed + otherSeed,
                    string.Empty)
                { Stop = cancellationToken }, points).ConfigureAwait(false);
            if (info.Status != RunStatus.Done)
            {
                throw new WorkbenchException(
                    $"The fitted twin does not do what the run '{run.Info.Run}' did: {info.Reason}", WorkbenchFault.Refused);
            }

            simulated.AddRange(RecordedSpectra.Of(run.Info.Run, run.Settings, points));
        }

        // The twin's walk is that of the bench file. One found in the measured spectra could be a misfit in disguise.
        double drift = Math.Sqrt(simulated.Sum(spectrum => spectrum.Volts.Length * Math.Pow(spectrum.Fit.DriftNoise, 2))
            / simulated.Sum(spectrum => spectrum.Volts.Length));
        return [.. spectra.Zip(simulated, (measured, twin) => Compare(measured, twin, drift))];
    }

    /// <summary>χ² of the difference of two spectra, of which each has its own white noise and its own walk of the
    /// offset.</summary>
    private static SpectrumComparison Compare(MeasuredSpectrum measured, MeasuredSpectrum twin, double driftNoise)
    {
        double[] difference = [.. measured.Volts.Zip(twin.Volts, (m, t) => m - t)];
        double variance = (measured.Fit.WhiteNoise * measured.Fit.WhiteNoise) + (twin.Fit.WhiteNoise * twin.Fit.WhiteNoise);
        var whitening = new RandomWalkWhitening(measured.Seconds, 2 * driftNoise * driftNoise / variance);
        double[] ones = new double[difference.Length];
        Array.Fill(ones, 1);
        double[] whitened = new double[difference.Length];
        whitening.Apply(ones, ones);
        whitening.Apply(difference, whitened);
        double offset = ones.Zip(whitened, (one, value) => one * value).Sum() / ones.Sum(one => one * one);
        double chiSquare =
            whitened.Zip(ones, (value, one) => Math.Pow(value - (offset * one), 2)).Sum() / variance / (difference.Length - 1);

        double[] walk = [.. difference.Select(value => value - offset)];
        whitening.SmoothInto(walk, walk);
        return new SpectrumComparison(measured, twin, [.. difference.Select((value, i) => value - offset - walk[i])], chiSquare);
    }
}
