using Lab.Calibration.Vortices;
using Lab.Models.Randomness;
using Lab.Models.VortexOscillators;
using Lab.Quantities;
using Lab.Studies.VortexOscillators;

namespace Lab.Protocols.VortexOscillators;

/// <summary>Transients of a vortex core's orbit that a user brings, or made ones for a trial.</summary>
internal static class TransientFile
{
    private const int TrialSamples = 100;
    private const double TrialSeconds = 400e-9;

    private static readonly (string Name, string SiUnit)[] Columns = [("J", UnitTable.DensityUnit), ("t", "s"), ("s", "")];

    /// <summary>Reads a file.</summary>
    /// <param name="setting">The setting that names it, for messages.</param>
    /// <param name="file">The file.</param>
    /// <exception cref="Runs.Settings.SettingsException">It cannot be read.</exception>
    public static VortexTransient[] Read(string setting, string file)
    {
        List<List<double[]>> groups = [];
        foreach ((_, double[] values) in UnitTable.Read(setting, file, Columns))
        {
            double[]? before = groups.Count > 0 ? groups[^1][^1] : null;
            if (before is null || values[0] != before[0] || values[1] <= before[1])
            {
                groups.Add([]);
            }

            groups[^1].Add(values);
        }

        return
        [
            .. groups.Select(rows => new VortexTransient(
                rows[0][0], [.. rows.Select(row => row[1])], [.. rows.Select(row => row[2])])),
        ];
    }

    /// <summary>Transients of the built-in device: at each current one from a small orbit and one from a large one.</summary>
    /// <param name="noise">The standard deviation of the noise.</param>
    /// <param name="seed">The seed of the noise.</param>
    public static VortexTransient[] Trial(double noise, ulong seed)
    {
        var random = RandomStream.For(seed, "vortex-fit/trial");
        var disk = new VortexDisk();
        return
        [
            .. from ratio in (double[])[0.6, 0.8, 0.95, 1.05, 1.1, 1.2, 1.3, 1.45]
               from start in (double[])[0.05, 0.6]
               let current = disk.FirstCritical * ratio
               let times = Enumerable.Range(0, TrialSamples).Select(i => i * TrialSeconds / (TrialSamples - 1)).ToArray()
               select new VortexTransient(
                   current.AmperesPerSquareMetre,
                   times,
                   [.. times.Select(time => disk.At(current).Advance(start, time) + (noise * random.NextGaussian()))]),
        ];
    }
}
