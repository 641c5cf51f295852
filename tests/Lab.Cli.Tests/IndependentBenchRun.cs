using System.Text.Json;

namespace Lab.Cli.Tests;

/// <summary>A run on a bench that another program played.</summary>
/// <param name="Answer">The answer of the program.</param>
/// <param name="Truth">The values that the bench hides.</param>
/// <param name="Seen">The largest power, field and currents that the sample saw.</param>
internal sealed record IndependentBenchRun(Answer Answer, JsonElement Truth, JsonElement Seen);
