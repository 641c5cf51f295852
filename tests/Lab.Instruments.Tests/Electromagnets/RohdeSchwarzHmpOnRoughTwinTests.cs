using Lab.Quantities;

namespace Lab.Instruments.Tests.Electromagnets;

public sealed class RohdeSchwarzHmpOnRoughTwinTests : MagnetSupplyContract
{
    protected override string Driver => "rohde-schwarz-hmp";

    protected override bool IsRough => true;

    protected override bool IsUnipolar => true;

    protected override Current Resolution => Current.FromAmperes(1e-3);
}
