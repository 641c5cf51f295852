namespace Lab.Instruments.Tests.Electromagnets;

public sealed class FieldRegulatedMagnetOnRoughTwinTests : ElectromagnetContract
{
    protected override bool IsRough => true;

    protected override Task<TwinBench> OpenAsync(ulong seed = 1) => MagnetBench.RegulatedAsync(seed, rough: true);
}
