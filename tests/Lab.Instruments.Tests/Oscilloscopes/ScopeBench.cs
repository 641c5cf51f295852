using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Mocks.Parts;

namespace Lab.Instruments.Tests.Oscilloscopes;

/// <summary>An oscilloscope, called <c>device</c>, at the end of a line with a generator.</summary>
internal static class ScopeBench
{
    public static Task<TwinBench> OpenAsync(
        string scope, string generator, bool rough, params (string Key, object Value)[] settings) => TwinBench.OpenAsync(
        [("awg", generator, []), ("device", scope, settings)],
        new SampleDefinition
        {
            Parts = [new PartDefinition(
                CoaxialLine.Description.Schema, "line", SettingValues.Of(CoaxialLine.Description.Schema.Keys, []))],
        },
        [
            new WiringDefinition(new("awg", "1"), CoaxialLine.InPort, "line", default),
            new WiringDefinition(new("device", "1"), CoaxialLine.OutPort, "line", default),
        ],
        rough: rough);
}
