using Lab.Quantities;

namespace Lab.Instruments.Tests.Electromagnets;

public sealed class CaenelsFastPsOnRoughTwinTests : MagnetSupplyContract
{
    protected override string Driver => "caenels-fast-ps";

    protected override bool IsRough => true;

    protected override bool HasFullIdentity => false;

    protected override Current Resolution => Current.FromAmperes(1e-5);
}
