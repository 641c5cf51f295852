using Lab.Quantities;

namespace Lab.Instruments.Tests.Electromagnets;

public sealed class Danfysik8500OnRoughTwinTests : MagnetSupplyContract
{
    protected override string Driver => "danfysik-8500";

    protected override bool IsRough => true;

    protected override bool HasFullIdentity => false;

    protected override bool SaysRefusalsAtOnce => true;

    protected override Current Resolution => Current.FromAmperes(0.01);
}
