const page = 1;
export default page;
