namespace Ivi.Visa;

public static class GlobalResourceManager
{
    public static IEnumerable<string> Find(string pattern) => VisaDouble.Find(pattern);

    public static IVisaSession Open(string resourceName) => VisaDouble.Open(resourceName);
}
