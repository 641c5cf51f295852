using Lab.Mocks.CurrentSources;
using Lab.Mocks.Nanovoltmeters;
using Lab.Mocks.Rough;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.DeltaMeters.Keithley6221With2182ATwin>]

namespace Lab.Mocks.DeltaMeters;

/// <summary>Twin of a Keithley 6221 with the twin of a 2182A at its serial port and trigger link; both are at the same places of
/// the sample.</summary>
/// <param name="context">Name, settings, stage and randomness; the keys of the twin's section are those of the meter.</param>
public sealed class Keithley6221With2182ATwin(TwinContext context)
    : Keithley6221Twin(context, new Keithley2182ATwin(context with { Rough = null })), IShippedTwin
{
    /// <summary>The twin as the catalogue knows it.</summary>
    public static new TwinDescription Description { get; } = new()
    {
        Driver = "keithley-6221-2182a",
        Settings = Keithley2182ATwin.Description.Settings,
        Rough = RoughCatalog.Keithley6221 with
        {
            EarlierUser =
            [
                "*ESE 255;*SRE 32",
                ":SOUR:CURR:COMP 5;:SOUR:CURR:RANG 2E-3;RANG:AUTO OFF;:SOUR:CURR:FILT ON",
                ":OUTP:RESP SLOW;ISH GUAR;LTE ON",
                ":SOUR:DELT:HIGH 2E-3;LOW -1E-3;DEL 0.1;COUN 100;CAB ON;CSW ON",
                ":SOUR:DCON:STAR 0;STOP 1E-3;STEP 1E-5;DELT 1E-5;CAB ON",
                ":UNIT OHMS;:FORM:ELEM READ,TST,RNUM,SOUR;:SENS:AVER:STAT ON;COUN 50;TCON REP;:CALC:STAT ON;:TRAC:POIN 10",
                ":SOUR:DELT:ARM",
                ":NONSENSE",
            ],
        },
        Create = context => new Keithley6221With2182ATwin(context),
    };
}
