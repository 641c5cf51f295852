using Lab.Benches;
using Lab.Runs.Results;

namespace Lab.Modules.Truths;

/// <summary>Gives what the virtual bench hides from a protocol, under the names of the protocol's results.</summary>
/// <param name="settings">The settings of the protocol.</param>
/// <param name="bench">The bench file.</param>
/// <param name="hidden">The values that the stage hid, of the device that the seed drew.</param>
/// <param name="results">The results.</param>
/// <returns>The values in the results' units; <see langword="null"/> for a result that the device does not have.</returns>
public delegate IReadOnlyDictionary<string, double?> HiddenValues(
    object settings, BenchDefinition bench, HiddenState hidden, IReadOnlyList<ResultValue> results);
